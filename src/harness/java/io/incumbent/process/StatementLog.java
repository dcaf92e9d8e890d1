package io.incumbent.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Counts in a server's log what each application asked; the log's lines begin with its name. */
final class StatementLog {

    private static final Pattern STATEMENT = Pattern.compile("^([^/\\s]*)/LOG: +(?:execute [^:]*|statement): (.*)");

    /** What a statement is for. */
    enum Purpose {
        BEAT,
        /** Reading back on a connection that was made for it, and what making one takes. */
        SPLIT_BRAIN_CHECK,
        /** The pool for traffic looks whether its idle connections still lead to the primary. */
        POOL_CHECK;

        static Purpose of(String sql) {
            if (sql.contains("pg_is_in_recovery() AS granted") || sql.startsWith("SET ") || sql.startsWith("SHOW ")) {
                return SPLIT_BRAIN_CHECK;
            }
            return sql.startsWith("SELECT 1 / (NOT pg_is_in_recovery())") ? POOL_CHECK : BEAT;
        }
    }

    private final Path log;

    StatementLog(Path log) {
        this.log = log;
    }

    long count(String application, Purpose purpose) {
        try (var lines = Files.lines(log)) {
            return lines.map(STATEMENT::matcher)
                    .filter(found -> found.matches() && found.group(1).equals(application))
                    .filter(found -> Purpose.of(found.group(2)) == purpose)
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
