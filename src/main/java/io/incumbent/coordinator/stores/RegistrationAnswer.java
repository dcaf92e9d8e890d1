package io.incumbent.coordinator.stores;

import java.util.UUID;

/** The answer to an attempt to register this instance. */
public sealed interface RegistrationAnswer {

    /**
     * The id belongs to this process.
     *
     * @param database the id of the database, which tells it from others that share a Redis with it
     */
    record Registered(String instance, UUID database) implements RegistrationAnswer {}

    /** Another process has registered this id. */
    record Taken(String instance) implements RegistrationAnswer {}

    /** The database has no id: table {@code database_identity} is empty. */
    record UnnamedDatabase() implements RegistrationAnswer {}
}
