package io.incumbent.coordinator;

import java.util.UUID;

/**
 * What this process knows once it is registered.
 *
 * @param instance its id, which no other process has and which does not change any more
 * @param database the id of the database that it is registered in
 */
public record Registration(String instance, UUID database) {}
