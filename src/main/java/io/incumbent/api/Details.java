package io.incumbent.api;

/** What to say about an error that the framework found. Its own words name classes, and are for developers. */
final class Details {

    private Details() {}

    static String of(int status) {
        return switch (status) {
            case 400 -> "The request could not be understood.";
            case 404 -> "There is nothing at this path. What there is, is described at /q/openapi.";
            case 405 -> "This path does not take this method; the header Allow names those that it takes.";
            case 406 -> "None of the media types in the header Accept is offered; application/json is.";
            case 413 -> "The body of the request is too large.";
            case 414 -> "The path and query of the request are too long.";
            case 415 -> "The media type of the body is not understood; application/json is.";
            default -> "The request was refused.";
        };
    }
}
