package io.incumbent.intake;

/** Ends the reading of a request at the first thing that is wrong with it. Strangers cause it at will, so it is cheap. */
final class NotTaken extends Exception {

    private final transient Refusal why;

    NotTaken(Refusal why) {
        super(why.detail(), null, false, false);
        this.why = why;
    }

    static NotTaken malformed(String detail) {
        return new NotTaken(new Refusal.Malformed(detail));
    }

    static NotTaken unauthenticated(String detail) {
        return new NotTaken(new Refusal.Unauthenticated(detail));
    }

    Refusal why() {
        return why;
    }
}
