package io.incumbent.config;

/**
 * The purpose of this process, given by its arguments. Commands that need no Quarkus ({@code status}, {@code smoke-test}) have
 * ended before.
 */
public enum RunMode {
    /** Takes part in the election and serves. */
    SERVE,
    /** Sets up the schema and exits: {@code incumbent migrate}. */
    MIGRATE;

    /** @throws IllegalArgumentException with the arguments that are allowed */
    public static RunMode of(String... arguments) {
        return switch (String.join(" ", arguments)) {
            case "" -> SERVE;
            case "migrate" -> MIGRATE;
            case String other ->
                throw new IllegalArgumentException("unknown arguments '" + other
                        + "': write none to run an instance, or one of: migrate (sets up the schema and exits),"
                        + " status --quiet (exits with 0 if the instance on this machine is healthy),"
                        + " smoke-test <name> (tries one promise against a release in Kubernetes)");
        };
    }
}
