package io.incumbent.config;

/** What this process was started for. */
public enum RunMode {
    /** To stand for the office, and serve. */
    SERVE,
    /** To bring the schema up and end: {@code incumbent migrate}. */
    MIGRATE;

    /** @throws IllegalArgumentException saying what may be written instead */
    public static RunMode of(String... arguments) {
        return switch (String.join(" ", arguments)) {
            case "" -> SERVE;
            case "migrate" -> MIGRATE;
            case String other ->
                throw new IllegalArgumentException("unknown arguments '" + other
                        + "': write none to run an instance, or migrate to bring the schema up and end");
        };
    }
}
