package io.incumbent.database;

/**
 * How far the migrations are.
 *
 * @param done how many were applied
 * @param total how many there are to apply, those that are done among them
 * @param migration version and name of the one under way, or of the last one once all are done
 */
public record MigrationProgress(int done, int total, String migration) {}
