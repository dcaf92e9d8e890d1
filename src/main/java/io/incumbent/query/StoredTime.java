package io.incumbent.query;

/**
 * The parts of a query that read times which nobody checked. PostgreSQL keeps {@code infinity} and years that no JSON date
 * has, and to calculate with them is an error that would end the whole query: one bad row would hide all others.
 */
final class StoredTime {

    private StoredTime() {}

    /** The time, at most that of the last year and at least that of the first year that RFC 3339 has; of null, the first. */
    static String capped(String column) {
        return "greatest(timestamptz '0001-01-01 00:00:00+00', least(timestamptz '9999-12-31 23:59:59+00',"
                + " coalesce(" + column + ", '-infinity')))";
    }

    /** The interval in milliseconds; null if it is negative or longer than a year, which no setting is. */
    static String millis(String column) {
        return "CASE WHEN " + column + " BETWEEN interval '0' AND interval '1 year' THEN (1000 * extract(epoch FROM "
                + column + "))::bigint END";
    }
}
