package io.incumbent.election;

import java.util.List;

/** The outcome of one event: the new role, and the commands in their order. */
public record Step(Role role, List<Command> commands) {

    static Step to(Role role, Command... commands) {
        return new Step(role, List.of(commands));
    }
}
