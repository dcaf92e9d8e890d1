package io.incumbent.coordinator;

/** The fence. */
final class Fence {

    private Fence() {}

    /**
     * The number of a group's lock. Its seed is the table itself, so that installations in other schemas of the same
     * database do not wait for each other.
     *
     * @param group the SQL expression of the group's name
     */
    static String key(String group) {
        return "hashtextextended(" + group + ", 'leadership'::regclass::oid::bigint)";
    }
}
