package io.incumbent.intake.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.incumbent.logging.LogText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses a body strictly as RFC 8259: it rejects every text that two parsers could interpret differently, because consumers parse
 * it again. The bytes are decoded before parsing, because Jackson would guess UTF-16 and accept incomplete characters.
 */
public final class StrictJsonReader {

    /** More than real bodies need, and far below the depth that overflows the stack of this process or of a consumer. */
    public static final int DEPTH_MAX = 500;

    /** Longer numbers have no use, and a consumer may need quadratic time to parse them. */
    static final int NUMBER_MAX = 1000;

    private static final Pattern PLACE = Pattern.compile("\\[Source: [^;\\]]*; ([^\\]]*)]");

    /** No state is kept between requests: no table of names that a client could fill, no buffer per thread. */
    private final JsonFactory factory = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            // BodyReader limits the size of the body; this class limits numbers and depth, because it reports the place
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX + 1)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** @throws JsonSyntaxException if it is not exactly one JSON value */
    public JsonValue read(byte[] body) throws JsonSyntaxException {
        var text = decoded(body);
        try (var parser = factory.createParser(text.array(), text.arrayOffset(), text.remaining())) {
            return one(parser);
        } catch (JsonProcessingException e) {
            throw wrong(e.getLocation(), "not JSON: " + messageOf(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new JsonSyntaxException("the body is not JSON: " + messageOf(String.valueOf(e.getMessage())));
        }
    }

    /** The parser's message without its own description of the place. */
    private static String messageOf(String message) {
        return LogText.excerpt(PLACE.matcher(message).replaceAll("$1"));
    }

    private static CharBuffer decoded(byte[] bytes) throws JsonSyntaxException {
        if (bytes.length == 0) {
            throw new JsonSyntaxException("the body is empty: it must be a JSON value in UTF-8");
        }
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        if (result.isError()) {
            throw new JsonSyntaxException("the body is not UTF-8 from byte " + (in.position() + 1)
                    + " on: JSON is exchanged in UTF-8 (RFC 8259, 8.1)");
        }
        out.flip();
        if (out.hasRemaining() && out.get(0) == '\uFEFF') {
            throw new JsonSyntaxException(
                    "the body begins with a byte order mark: JSON is exchanged without one (RFC 8259, 8.1)");
        }
        return out;
    }

    /** Iterative, so that nesting does not use the stack. */
    private static JsonValue one(JsonParser parser) throws IOException, JsonSyntaxException {
        var open = new ArrayList<Container>();
        var token = parser.nextToken();
        if (token == null) {
            throw new JsonSyntaxException("the body is blank: it must be a JSON value");
        }
        for (; token != null; token = parser.nextToken()) {
            var value = value(token, parser, open);
            if (value == null) {
                continue;
            }
            if (open.isEmpty()) {
                return last(value, parser);
            }
            open.getLast().add(value);
        }
        throw wrong(parser.currentLocation(), "the body ends in the middle of a value");
    }

    /** @return the value that ends with this token; null if none does */
    private static @Nullable JsonValue value(JsonToken token, JsonParser parser, List<Container> open)
            throws IOException, JsonSyntaxException {
        return switch (token) {
            case START_OBJECT, START_ARRAY -> {
                if (open.size() == DEPTH_MAX) {
                    throw wrong(parser.currentTokenLocation(), "nested deeper than " + DEPTH_MAX + " levels");
                }
                open.add(new Container(token == JsonToken.START_OBJECT));
                yield null;
            }
            case FIELD_NAME -> {
                open.getLast().name = checked(parser.currentName(), parser);
                yield null;
            }
            case END_OBJECT, END_ARRAY -> open.removeLast().closed();
            case VALUE_STRING -> new JsonValue.JsonString(checked(parser.getText(), parser));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.JsonNumber(number(parser));
            case VALUE_TRUE -> new JsonValue.JsonBoolean(true);
            case VALUE_FALSE -> new JsonValue.JsonBoolean(false);
            case VALUE_NULL -> new JsonValue.JsonNull();
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw wrong(parser.currentTokenLocation(), "not JSON: " + token);
        };
    }

    private static JsonValue last(JsonValue value, JsonParser parser) throws IOException, JsonSyntaxException {
        if (parser.nextToken() != null) {
            throw wrong(parser.currentTokenLocation(), "a second value: the body must be one JSON value");
        }
        return value;
    }

    private static String number(JsonParser parser) throws IOException, JsonSyntaxException {
        if (parser.getTextLength() > NUMBER_MAX) {
            throw wrong(
                    parser.currentTokenLocation(),
                    "a number of " + parser.getTextLength() + " characters: at most " + NUMBER_MAX + " are read");
        }
        return CanonicalNumber.canonical(parser.getText());
    }

    /** Rejects NUL and unpaired surrogates: PostgreSQL's text and jsonb store neither, so consumers could not keep the signal there. */
    private static String checked(String text, JsonParser parser) throws JsonSyntaxException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw wrong(parser.currentTokenLocation(), "a string with the character NUL (\\u0000): leave it out");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw wrong(
                            parser.currentTokenLocation(),
                            "a string with half a surrogate pair (\\u%04x): write both halves".formatted((int) c));
                }
                i++;
            }
        }
        return text;
    }

    private static JsonSyntaxException wrong(@Nullable JsonLocation at, String what) {
        var place = at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr();
        return new JsonSyntaxException("the body" + place + ": " + what);
    }

    /** An object or array whose end has not been read yet. */
    private static final class Container {

        private final List<JsonValue.Field> members = new ArrayList<>(0);
        private final List<JsonValue> items = new ArrayList<>(0);
        private final boolean object;
        private String name = "";

        Container(boolean object) {
            this.object = object;
        }

        void add(JsonValue value) {
            if (object) {
                members.add(new JsonValue.Field(name, value));
            } else {
                items.add(value);
            }
        }

        JsonValue closed() {
            if (!object) {
                return new JsonValue.JsonArray(items);
            }
            Collections.sort(members);
            return new JsonValue.JsonObject(members);
        }
    }
}
