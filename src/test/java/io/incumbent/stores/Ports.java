package io.incumbent.stores;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ports of the loopback address. */
public final class Ports {

    /** Below those that the system gives to outgoing connections, one of which could otherwise be there first. */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;

    private static final SecureRandom CHANCE = new SecureRandom();
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A port that nobody listens on at this moment, and that nobody else in this process was told of. */
    public static int free() {
        while (true) {
            int port = CHANCE.nextInt(FIRST, LAST);
            if (GIVEN.add(port) && !taken(port)) {
                return port;
            }
        }
    }

    /** Whether somebody listens on this port already, on the loopback address or on all addresses. */
    public static boolean taken(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections of an earlier run that linger do not count
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
