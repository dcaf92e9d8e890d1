package io.incumbent.election;

import java.util.List;

/** The outcome of one event: the role from now on, and what to do, in this order. */
public record Step(Role role, List<Command> commands) {

    static Step to(Role role, Command... commands) {
        return new Step(role, List.of(commands));
    }
}
