package io.incumbent.intake.json;

/** Reports a body that {@link StrictJsonReader} does not accept as JSON. Any sender can cause it, so it has no stack trace. */
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
