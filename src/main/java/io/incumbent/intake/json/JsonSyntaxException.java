package io.incumbent.intake.json;

/** A body is not JSON as {@link StrictJsonReader} reads it. Any sender can cause it, so it is made without a stack trace. */
public final class JsonSyntaxException extends Exception {

    /** @param detail what is wrong, and where in the body */
    JsonSyntaxException(String detail) {
        super(detail, null, false, false);
    }

    /** What is wrong, and where in the body. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
