package io.incumbent.database;

/**
 * Who holds the schema lock.
 *
 * @param pid of its session in the server
 * @param application as it named itself: instance and since when it holds the lock
 */
record LockHolder(int pid, String application) {}
