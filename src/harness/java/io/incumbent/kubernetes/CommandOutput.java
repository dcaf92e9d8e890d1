package io.incumbent.kubernetes;

/**
 * What a command wrote and how it ended.
 *
 * @param command the command line, for messages
 * @param exitCode as of the process
 * @param out standard output
 * @param err standard error
 */
public record CommandOutput(String command, int exitCode, String out, String err) {

    public boolean succeeded() {
        return exitCode == 0;
    }

    /** Standard output and standard error, for a look at all that was said. */
    public String all() {
        return out + err;
    }

    /**
     * @return the standard output
     * @throws AssertionError if the command failed, with what it wrote
     */
    public String expectSuccess() {
        if (!succeeded()) {
            throw new AssertionError("exit code " + exitCode + " of: " + command + "\n" + all());
        }
        return out;
    }
}
