package io.incumbent.database.schema;

/**
 * Why a step could not be done.
 *
 * @param line one line for an operator, without secrets
 * @param passing true if waiting may be all it needs: a database that is late, restarts or is overloaded
 */
record SetupProblem(String line, boolean passing) {

    static SetupProblem lasting(String line) {
        return new SetupProblem(line, false);
    }
}
