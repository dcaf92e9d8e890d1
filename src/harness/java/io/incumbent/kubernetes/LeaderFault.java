package io.incumbent.kubernetes;

import java.time.Duration;

/** What happens to the leader, or to the whole release, while it is called. */
public enum LeaderFault {
    POD_DELETED("kubectl delete pod", false) {
        @Override
        void inject(Namespace namespace, Release release, Pod leader) {
            namespace.kubectl("delete", "pod", leader.name(), "--wait=false");
        }
    },
    POD_DELETED_BY_FORCE("kubectl delete pod --force", false) {
        @Override
        void inject(Namespace namespace, Release release, Pod leader) {
            namespace.kubectl("delete", "pod", leader.name(), "--force", "--grace-period=0");
        }
    },
    PROCESS_KILLED("process killed", true) {
        @Override
        void inject(Namespace namespace, Release release, Pod leader) {
            namespace.cluster().signal(leader, "KILL");
        }
    },
    PROCESS_STOPPED("process stopped for 20 s", true) {
        @Override
        void inject(Namespace namespace, Release release, Pod leader) {
            namespace.cluster().signal(leader, "STOP");
            try {
                // the time is the fault itself; the liveness probe would end the process after 30 s
                release.awaitSteady(Duration.ofSeconds(20));
            } finally {
                namespace.cluster().signal(leader, "CONT");
            }
        }
    },
    ROLLOUT("kubectl rollout restart", false) {
        @Override
        void inject(Namespace namespace, Release release, Pod leader) {
            namespace.kubectl("rollout", "restart", "deployment", release.name());
        }
    },
    NODE_CUT_OFF("its node is cut off", true) {
        @Override
        void inject(Namespace namespace, Release release, Pod leader) {
            namespace.cluster().cutOff(leader.node());
        }

        @Override
        void heal(Namespace namespace, Release release, Pod leader) {
            namespace.cluster().mend(leader.node());
        }
    };

    private final String description;
    private final boolean needsNodes;

    LeaderFault(String description, boolean needsNodes) {
        this.description = description;
        this.needsNodes = needsNodes;
    }

    abstract void inject(Namespace namespace, Release release, Pod leader);

    /** What ends the fault, if it does not end by itself. Called when another pod leads and is routed to. */
    void heal(Namespace namespace, Release release, Pod leader) {}

    /** As a person would say it. */
    public String description() {
        return description;
    }

    /** Whether it can be made only where nodes can be disturbed. */
    public boolean needsNodes() {
        return needsNodes;
    }
}
