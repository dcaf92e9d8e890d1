package io.incumbent.bench;

import io.incumbent.kubernetes.FaultRun;
import io.incumbent.kubernetes.LeaderFault;
import io.incumbent.kubernetes.RoutedRelease;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Three instances behind a plain Service on a real Kubernetes, a caller in the cluster with 20 signals a second: how long no
 * signal is accepted when something happens to the leader. The times are those of the chart's defaults.
 */
public final class KubeBench {

    private static final int ROUNDS = Integer.getInteger("rounds", 1);
    private static final List<LeaderFault> FAULTS = Optional.ofNullable(System.getProperty("faults"))
            .map(names -> Stream.of(names.split(",")).map(LeaderFault::valueOf).toList())
            .orElse(List.of(LeaderFault.values()));

    private KubeBench() {}

    public static void main(String[] arguments) {
        var runs = new ArrayList<FaultRun>();
        try (var routed = RoutedRelease.install()) {
            for (var fault : FAULTS) {
                if (fault.needsNodes() && !routed.namespace().cluster().nodesCanBeDisturbed()) {
                    System.out.printf("%s: left out, since KUBE_TOOL is not set.%n", fault.description());
                    continue;
                }
                for (int round = 0; round < ROUNDS; round++) {
                    runs.add(FaultRun.of(fault, routed.namespace(), routed.release(), routed.caller()));
                }
            }
        }
        System.out.printf(
                "%n%d processors, %s%n%n", Runtime.getRuntime().availableProcessors(), LocalDate.now(ZoneOffset.UTC));
        System.out.println(
                "| what happens to the leader | longest gap between accepted signals | ready at once | two leaders |");
        System.out.println("|---|---|---|---|");
        for (var run : runs) {
            System.out.printf(
                    "| %s | %.1f s | %d | %s |%n",
                    run.fault().description(),
                    run.calls().longestGap() / 1000.0,
                    run.mostReady(),
                    run.calls()
                            .twoLeaders()
                            .or(run.calls()::acceptedUnderAnOlderTerm)
                            .orElse("never"));
        }
    }
}
