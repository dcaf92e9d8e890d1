package io.incumbent.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The fixed ports of the demo, all on the loopback address. Only {@code java.*} is used here, since {@link StartCheck}
 * runs before anything is built.
 */
final class DemoPorts {

    static final int POSTGRES = 15432;
    static final int REDIS = 16379;
    /** Where the signals are delivered to. */
    static final int TARGET = 18080;

    private static final int HTTP = 8080;
    private static final int MANAGEMENT = 9080;

    private DemoPorts() {}

    /** @param number of the instance, from 1 */
    static int http(int number) {
        return HTTP + number;
    }

    /** @param number of the instance, from 1 */
    static int management(int number) {
        return MANAGEMENT + number;
    }

    /** @throws DemoException if another program listens on one of them; one line for each, and how to find the program */
    static void requireFree(DemoOptions options) throws DemoException {
        var taken = purposes(options.instances()).entrySet().stream()
                .filter(port -> taken(port.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, TreeMap::new));
        if (!taken.isEmpty()) {
            var lines = new StringBuilder();
            taken.forEach((port, purpose) -> lines.append("Port %d is taken (%s).%n".formatted(port, purpose)));
            throw new DemoException(
                    DemoException.FAILED,
                    lines + "Is another demo running? This command shows the program, which has to be stopped first:\n"
                            + "  lsof -nP -iTCP:%d -sTCP:LISTEN".formatted(taken.firstKey()));
        }
    }

    private static Map<Integer, String> purposes(int instances) {
        var purposes = new TreeMap<>(Map.of(POSTGRES, "PostgreSQL", REDIS, "Redis", TARGET, "target of the signals"));
        for (int number = 1; number <= instances; number++) {
            purposes.put(http(number), "HTTP of instance " + number);
            purposes.put(management(number), "probes of instance " + number);
        }
        return purposes;
    }

    private static boolean taken(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
