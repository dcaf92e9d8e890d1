package io.incumbent.api.http;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The shape of a {@link Problem} in the OpenAPI document; never instantiated. */
@Schema(name = "Problem", description = "Why a request failed (RFC 9457).")
record ProblemSchema(
        @Schema(
                description = "URI of the kind of problem; `about:blank` if the status says all.",
                examples = "tag:incumbent.io,2026:problem/bad-parameter")
        String type,

        @Schema(description = "The name of the status.", examples = "Bad Request")
        String title,

        @Schema(description = "The status.", examples = "400")
        int status,

        @Schema(
                description = "What is wrong, and what is expected.",
                examples = "The query parameter limit must be a whole number from 1 to 1000, but it is 'abc'.")
        String detail,

        @Schema(description = "Of a bad parameter: its name.", nullable = true) @Nullable
        String parameter,

        @Schema(description = "Of a bad parameter: what was sent.", nullable = true) @Nullable
        String value,

        @Schema(description = "Of a bad parameter: what is expected.", nullable = true) @Nullable
        String expected,

        @Schema(description = "Of an unexpected error: the id under which the log has the cause.", nullable = true)
        @Nullable
        String id) {}
