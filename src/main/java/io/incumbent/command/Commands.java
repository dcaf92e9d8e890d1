package io.incumbent.command;

import io.incumbent.command.smoketest.ServiceAccount;
import io.incumbent.command.smoketest.SmokeTestCommand;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The commands that need no Quarkus. Exit codes: 0 for yes, 1 for no, 2 if the command was called wrongly. */
public final class Commands {

    private Commands() {}

    /** @return the exit code; empty if {@code arguments} begin with none of these commands */
    public static OptionalInt run(
            List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        if (arguments.isEmpty()) {
            return OptionalInt.empty();
        }
        var rest = arguments.subList(1, arguments.size());
        return switch (arguments.getFirst()) {
            case "status" -> OptionalInt.of(StatusCommand.run(rest, err));
            case "smoke-test" ->
                OptionalInt.of(new SmokeTestCommand(environment, ServiceAccount.MOUNTED, out, err).run(rest));
            default -> OptionalInt.empty();
        };
    }
}
