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

    /** Between the port that clients use and the one that the nodes of a cluster talk to each other on. */
    private static final int REDIS_CLUSTER_BUS = 10_000;

    private static final SecureRandom CHANCE = new SecureRandom();
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A port that nobody listens on at this moment, and that nobody else in this process was told of. */
    public static int free() {
        return freeWithAnother(0);
    }

    /** A free port for a Redis in cluster mode, which listens on a second one as well, by a fixed distance above it. */
    public static int freeForRedisCluster() {
        return freeWithAnother(REDIS_CLUSTER_BUS);
    }

    /** Both below those of outgoing connections. */
    private static int freeWithAnother(int distance) {
        while (true) {
            int port = CHANCE.nextInt(FIRST, LAST - distance);
            if (reserve(port) && (distance == 0 || reserve(port + distance))) {
                return port;
            }
        }
    }

    private static boolean reserve(int port) {
        return GIVEN.add(port) && !taken(port);
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
