package io.incumbent.intake.json;

import java.util.List;

/**
 * A JSON value with its canonical form: two texts of equal meaning have the same form. The form is only hashed. The hash is
 * stored, so a change of the form would turn repeats of signals that are already stored into conflicts.
 *
 * <p>The form follows RFC 8785: no white space, members sorted by the UTF-16 units of their names, one way to escape strings.
 * Numbers differ from it: in RFC 8785 they are doubles, so 9007199254740993 would equal 9007199254740992, and one amount of
 * money would count as a repeat of another. Here numbers keep their exact value.
 */
public sealed interface JsonValue {

    void writeTo(StringBuilder out);

    /** @param value contains neither NUL nor an unpaired surrogate */
    record JsonString(String value) implements JsonValue {
        @Override
        public void writeTo(StringBuilder out) {
            quote(value, out);
        }
    }

    /** @param canonical equal for equal values, see {@link CanonicalNumber} */
    record JsonNumber(String canonical) implements JsonValue {
        @Override
        public void writeTo(StringBuilder out) {
            out.append(canonical);
        }
    }

    record JsonBoolean(boolean value) implements JsonValue {
        @Override
        public void writeTo(StringBuilder out) {
            out.append(value);
        }
    }

    record JsonNull() implements JsonValue {
        @Override
        public void writeTo(StringBuilder out) {
            out.append("null");
        }
    }

    record JsonArray(List<JsonValue> values) implements JsonValue {
        @Override
        public void writeTo(StringBuilder out) {
            char before = '[';
            for (var value : values) {
                out.append(before);
                value.writeTo(out);
                before = ',';
            }
            out.append(values.isEmpty() ? "[]" : "]");
        }
    }

    /** @param sorted the fields sorted by name; names are unique */
    record JsonObject(List<Field> sorted) implements JsonValue {
        @Override
        public void writeTo(StringBuilder out) {
            char before = '{';
            for (var member : sorted) {
                quote(member.name(), out.append(before));
                member.value().writeTo(out.append(':'));
                before = ',';
            }
            out.append(sorted.isEmpty() ? "{}" : "}");
        }
    }

    record Field(String name, JsonValue value) implements Comparable<Field> {
        @Override
        public int compareTo(Field other) {
            return name.compareTo(other.name);
        }
    }

    private static void quote(String value, StringBuilder out) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(value, written, i).append('\\').append(escape(c));
                written = i + 1;
            }
        }
        out.append(value, written, value.length()).append('"');
    }

    private static String escape(char c) {
        return switch (c) {
            case '"', '\\' -> String.valueOf(c);
            case '\b' -> "b";
            case '\t' -> "t";
            case '\n' -> "n";
            case '\f' -> "f";
            case '\r' -> "r";
            default -> String.format("u%04x", (int) c);
        };
    }
}
