package io.incumbent.command.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.incumbent.logging.LogText;

/** What came back. */
public record HttpAnswer(int status, String body) {

    private static final ObjectReader JSON = new ObjectMapper().reader();

    /** The body; a missing node, which has no members, if it is not JSON. */
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** The status and the beginning of the body, for one line to an operator. */
    public String excerpt() {
        return body.isBlank() ? String.valueOf(status) : status + " " + LogText.excerpt(body);
    }
}
