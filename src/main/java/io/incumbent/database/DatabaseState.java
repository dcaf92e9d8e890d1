package io.incumbent.database;

/** How far the database has been brought up. */
public enum DatabaseState {
    /** Not begun. */
    UNINITIALIZED,
    /** Tries to reach the database, as often as it takes. */
    CONNECTING,
    /** The schema must be changed, and somebody else is at it. */
    ACQUIRING_LOCK,
    /** Looks which version the schema has. */
    CHECKING_SCHEMA,
    /** Changes the schema. */
    MIGRATING,
    /** Compares the schema with what the code uses. */
    VALIDATING,
    /** The schema is as this program needs it. Final. */
    READY,
    /** Something that waiting alone does not mend; looked at again all the same. */
    ERROR
}
