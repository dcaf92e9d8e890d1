package io.incumbent;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jboss.logging.Logger;

/** Starts the process, and says in one line why it could not start. */
@QuarkusMain
public final class Main {

    private Main() {}

    public static void main(String... args) {
        var unknown = Environment.unknownKey(System.getenv());
        if (unknown.isPresent()) {
            refuse(unknown.get());
            System.exit(1);
        }
        Quarkus.run(null, Main::exit, args);
    }

    private static void exit(int code, Throwable cause) {
        if (cause != null) {
            StartupFailure.explain(cause).ifPresentOrElse(Main::refuse, () -> Logger.getLogger(Main.class)
                    .fatal("incumbent cannot start", cause));
        }
        System.exit(code);
    }

    private static void refuse(String line) {
        System.err.println("incumbent cannot start: " + line);
    }
}
