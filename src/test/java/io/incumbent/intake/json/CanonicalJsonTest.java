package io.incumbent.intake.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Two texts have the same canonical form if, and only if, they mean the same. */
class CanonicalJsonTest {

    private final StrictJsonReader json = new StrictJsonReader();

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void theFormIsTheSameHoweverTheValueIsWritten(@ForAll("values") Object value, @ForAll Random random) {
        assertThat(canonical(Scribe.write(value, random))).isEqualTo(canonical(Scribe.write(value, random)));
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void differentValuesHaveDifferentForms(
            @ForAll("values") Object one, @ForAll("values") Object other, @ForAll Random random) {
        assertThat(canonical(Scribe.write(one, random)).equals(canonical(Scribe.write(other, random))))
                .isEqualTo(one.equals(other));
    }

    /** The oracle is BigDecimal, within exponents that it can hold. */
    @Property(tries = 1000)
    void numbersAreTheSameIfTheirValuesAre(@ForAll("numbers") String one, @ForAll("numbers") String other) {
        boolean same = new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;

        assertThat(CanonicalNumber.canonical(one).equals(CanonicalNumber.canonical(other)))
                .isEqualTo(same);
        assertThat(new BigDecimal(CanonicalNumber.canonical(one))).isEqualByComparingTo(one);
        assertThat(CanonicalNumber.canonical(CanonicalNumber.canonical(one))).isEqualTo(CanonicalNumber.canonical(one));
    }

    @Example
    void noDigitOfANumberIsLost() {
        assertSame("1", "1.0", "1e0", "10E-1", "0.1e1", "1000e-3");
        assertSame("0", "-0", "0.000", "0e999999999999", "-0.0e-5");
        assertSame("0.1", "0.10", "1e-1");
        assertSame("1e400", "10e399", "0.1e401");
        assertSame("1e41", "1" + "0".repeat(41));
        assertDifferent("1e400", "1e401", "-1e400");
        assertDifferent("9007199254740992", "9007199254740993", "9007199254740992.1");
        assertDifferent("0.1", "0.1000000000000000000000000000000000000000000000001");
        assertDifferent("1e999999999999", "1e999999999998", "1e-999999999999");
        assertDifferent("1", "\"1\"", "[1]", "true");
    }

    @Example
    void theFormIsWrittenDownForItIsStored() {
        assertCanonical(
                "{\"b\":[1,2.50,true,null],\"a\":\"\\u0041\\/\\n\\u001f\\\"\\\\é\\u20ac\"}",
                "{\"a\":\"A/\\n\\u001f\\\"\\\\é€\",\"b\":[1,2.5,true,null]}");
        assertCanonical("{\"\\ufb33\":1,\"\\ud83d\\ude00\":2,\"\\r\":3}", "{\"\\r\":3,\"😀\":2,\"\ufb33\":1}");
        assertCanonical(" [ ] ", "[]");
        assertCanonical("{ }", "{}");
        assertCanonical("\"\\u0008\\u0009\\u000A\\u000c\\u000D\"", "\"\\b\\t\\n\\f\\r\"");
        assertCanonical("[123456789e40, -0.00001, 1e-41]", "[123456789E40,-0.00001,1E-41]");
    }

    @Provide
    static Arbitrary<Object> values() {
        return values(3);
    }

    /** Of bounded depth, and without edge cases, whose number is the product of those of all levels. */
    private static Arbitrary<Object> values(int depth) {
        Arbitrary<Object> scalars = Arbitraries.<Object>oneOf(
                Arbitraries.of(true, false, Scribe.NULL),
                Arbitraries.longs().map(n -> new BigDecimal(n).stripTrailingZeros()),
                Arbitraries.integers().between(-3, 3).map(n -> new BigDecimal(n).stripTrailingZeros()),
                Arbitraries.strings().withChars("ab\"\\/\n\t\u0001é€").ofMaxLength(4),
                Arbitraries.of("😀", "\uFB33", ""));
        if (depth == 0) {
            return scalars.withoutEdgeCases();
        }
        var inner = values(depth - 1);
        var names = Arbitraries.of("a", "b", "", "😀", "\uFB33", "\"");
        return Arbitraries.<Object>oneOf(
                        scalars,
                        inner.list().ofMaxSize(3),
                        Arbitraries.maps(names, inner).ofMaxSize(4))
                .withoutEdgeCases();
    }

    @Provide
    static Arbitrary<String> numbers() {
        var whole = Arbitraries.oneOf(
                Arbitraries.of("0", "1", "10", "100"),
                Arbitraries.strings()
                        .numeric()
                        .ofMinLength(1)
                        .ofMaxLength(50)
                        .map(n -> n.replaceFirst("^0+(?=.)", "")));
        var fraction = Arbitraries.oneOf(
                Arbitraries.of("", "", ".0", ".10"),
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(50).map(n -> "." + n));
        var exponent = Arbitraries.oneOf(
                Arbitraries.of("", "", "e0", "E+1", "e-1", "e-01"),
                Arbitraries.integers().between(-500, 500).map(n -> "e" + n));
        return net.jqwik.api.Combinators.combine(Arbitraries.of("", "-"), whole, fraction, exponent)
                .as((sign, digits, rest, power) -> sign + digits + rest + power);
    }

    private static void assertSame(String... numbers) {
        assertThat(List.of(numbers))
                .extracting(CanonicalNumber::canonical)
                .containsOnly(CanonicalNumber.canonical(numbers[0]));
    }

    private void assertDifferent(String... bodies) {
        assertThat(List.of(bodies)).extracting(this::canonical).doesNotHaveDuplicates();
    }

    private void assertCanonical(String body, String form) {
        assertThat(canonical(body)).isEqualTo(form);
    }

    private String canonical(String body) {
        try {
            var form = new StringBuilder();
            json.read(body.getBytes(UTF_8)).writeTo(form);
            return form.toString();
        } catch (JsonSyntaxException e) {
            throw new AssertionError(e.detail(), e);
        }
    }

    /** Writes a value as JSON, each time in another of the ways in which it can be written. */
    private static final class Scribe {

        static final Object NULL = "null".chars().boxed().toList();

        static String write(Object value, Random random) {
            var text =
                    switch (value) {
                        case Object it when it.equals(NULL) -> "null";
                        case BigDecimal number -> number(number, random);
                        case String string -> string(string, random);
                        case List<?> list ->
                            list.stream()
                                    .map(item -> write(item, random))
                                    .collect(Collectors.joining(",", "[", blank(random) + "]"));
                        case Map<?, ?> map -> members(map, random);
                        default -> String.valueOf(value);
                    };
            return blank(random) + text + blank(random);
        }

        private static String members(Map<?, ?> map, Random random) {
            var entries = new ArrayList<>(map.entrySet());
            Collections.shuffle(entries, random);
            return entries.stream()
                    .map(entry -> blank(random) + string((String) entry.getKey(), random) + blank(random) + ":"
                            + write(entry.getValue(), random))
                    .collect(Collectors.joining(",", "{", "}"));
        }

        private static String number(BigDecimal value, Random random) {
            return switch (random.nextInt(4)) {
                case 0 -> value.toPlainString();
                case 1 ->
                    value.unscaledValue()
                            + (random.nextBoolean() ? "e" : "E+").replace("+", value.scale() > 0 ? "" : "+")
                            + -value.scale();
                case 2 ->
                    value.setScale(Math.max(value.scale(), 0) + random.nextInt(5))
                            .toPlainString();
                default -> value.unscaledValue() + ".00e" + -value.scale();
            };
        }

        private static String string(String value, Random random) {
            var out = new StringBuilder("\"");
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c < ' ' || c == '"' || c == '\\' || random.nextBoolean()) {
                    var hex = "%04x".formatted((int) c);
                    out.append("\\u").append(random.nextBoolean() ? hex : hex.toUpperCase(java.util.Locale.ROOT));
                } else if (Character.isSurrogate(c)) {
                    out.append("\\u%04x".formatted((int) c));
                } else {
                    out.append(c);
                }
            }
            return out.append('"').toString();
        }

        private static String blank(Random random) {
            return " \n\t\r ".substring(random.nextInt(5)).substring(0, random.nextInt(2));
        }
    }
}
