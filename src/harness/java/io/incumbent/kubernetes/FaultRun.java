package io.incumbent.kubernetes;

import static io.incumbent.kubernetes.Cluster.await;

import java.time.Duration;
import java.util.List;

/**
 * One fault of the leader while a caller in the cluster sends 20 signals a second to the Service.
 *
 * @param fault what happened
 * @param calls what the caller was told
 * @param endpoints the ready pods of the Service, one list for each change
 */
public record FaultRun(LeaderFault fault, CallLog calls, List<List<String>> endpoints) {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Returns when signals are accepted under a newer term, the Service has one endpoint, and as many pods run as before. */
    public static FaultRun of(LeaderFault fault, Namespace namespace, Release release, CallerPod caller) {
        int count = release.pods().size();
        var leader = release.awaitLeader();
        var before = caller.log();
        try (var watch = EndpointWatch.of(namespace, release.service())) {
            await("the watch has begun").atMost(LIMIT).until(() -> !watch.states()
                    .isEmpty());
            fault.inject(namespace, release, leader);
            try {
                // perhaps the same pod again, if its process was killed and started again
                await("signals are accepted under a newer term")
                        .atMost(LIMIT)
                        .until(() -> caller.log().newestTerm() > before.newestTerm());
                release.awaitLeader();
            } finally {
                fault.heal(namespace, release, leader);
            }
            release.awaitPods(count);
            release.awaitLeader();
            long accepted = caller.log().accepted();
            await("signals are accepted again")
                    .atMost(LIMIT)
                    .until(() -> caller.log().accepted() > accepted + 20);
            return new FaultRun(fault, caller.log().after(before), watch.states());
        }
    }

    /** The most pods that were ready at the same time, as the API knew it. */
    public int mostReady() {
        return endpoints.stream().mapToInt(List::size).max().orElse(0);
    }
}
