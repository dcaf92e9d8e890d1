package io.incumbent.intake.json;

import java.util.List;

/**
 * A JSON value, and its canonical form: two texts that mean the same have the same one. The form is only ever hashed, and
 * the hash is stored: another form would take each repeat of a signal that is stored already for a conflict.
 *
 * <p>RFC 8785 is the model: no white space, members sorted by the UTF-16 units of their names, strings escaped in one way.
 * Its numbers are not: they are doubles, and 9007199254740993 would be the same as 9007199254740992. Of two amounts of money
 * one would then be taken for a repeat of the other, so numbers are kept by value here, to the last digit.
 */
public sealed interface JsonValue {

    void writeTo(StringBuilder out);

    /** @param value never with NUL or half a surrogate pair */
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

    /** @param sorted by name, no two of one name */
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
