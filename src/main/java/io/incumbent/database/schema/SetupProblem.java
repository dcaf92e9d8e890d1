package io.incumbent.database.schema;

/**
 * The reason why an action of the setup failed.
 *
 * @param line one line for an operator, without secrets
 * @param passing true if waiting may be enough: a database that starts late, restarts or is overloaded
 */
record SetupProblem(String line, boolean passing) {

    static SetupProblem lasting(String line) {
        return new SetupProblem(line, false);
    }
}
