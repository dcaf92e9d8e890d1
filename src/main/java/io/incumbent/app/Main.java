package io.incumbent.app;

import io.incumbent.command.Commands;
import io.incumbent.config.RunMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import org.jboss.logging.Logger;

/** The entry point. It reports in one line why the process could not start. */
@QuarkusMain
public final class Main {

    private Main() {}

    public static void main(String... args) {
        NameLookupCache.configure();
        // Before the environment is checked: a container's health check asks about the instance, not about itself
        Commands.run(List.of(args), System.getenv(), System.out, System.err).ifPresent(System::exit);
        var unknown = EnvironmentCheck.unknownKey(System.getenv());
        if (unknown.isPresent()) {
            refuse(unknown.get());
            System.exit(1);
        }
        switch (task(args)) {
            case SERVE -> Quarkus.run(null, Main::exit, args);
            case MIGRATE -> {
                // a process that only migrates serves no requests
                System.setProperty("quarkus.http.host-enabled", "false");
                System.setProperty("quarkus.management.host-enabled", "false");
                Quarkus.run(MigrateCommand.class, Main::exit, args);
            }
        }
    }

    private static RunMode task(String... args) {
        try {
            return RunMode.of(args);
        } catch (IllegalArgumentException e) {
            refuse(String.valueOf(e.getMessage()));
            System.exit(1);
            throw e;
        }
    }

    private static void exit(int code, Throwable cause) {
        if (cause != null) {
            StartupErrorMessage.explain(cause).ifPresentOrElse(Main::refuse, () -> Logger.getLogger(Main.class)
                    .fatal("incumbent cannot start", cause));
        }
        System.exit(code);
    }

    private static void refuse(String line) {
        System.err.println("incumbent cannot start: " + line);
    }
}
