package io.incumbent.intake.json;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a sender sends is read, or refused with the place of what is wrong. */
class StrictJsonReaderTest {

    private final StrictJsonReader json = new StrictJsonReader();

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "-0.5e+3", "\"\"", "[]", "{}", " [1, {\"a\": [\"\\ud83d\\ude00\"]}]\r\n\t"})
    void anyJsonValueIsTaken(String body) {
        assertThat(read(body)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1,}           | line 1, column 9",
                "{\"a\" 1}             | line 1, column 6",
                "{'a': 1}              | line 1, column 2",
                "{\"a\": 01}           | line 1, column 8",
                "{\"a\": +1}           | line 1, column",
                "[1, NaN]              | line 1, column",
                "[1, /* none */ 2]     | line 1, column",
                "{\"a\": 1} {}         | line 1, column 10: a second value",
                "1 2                   | line 1, column 3: a second value",
                "[1, 2                 | line 1, column",
                "\"abc                 | line 1, column",
                "tru                   | line 1, column",
                "{\"a\": [1, 2}        | line 1, column",
                "{\"a\": \"\\x\"}      | line 1, column",
            })
    void whatIsNotJsonIsRefusedWithTheLineAndTheColumn(String body, String place) {
        assertThat(malformed(body)).contains(place).doesNotContain("Source", "REDACTED", "Exception");
    }

    @Test
    void thePlaceIsInTheLineWhereItIs() {
        assertThat(malformed("{\n  \"a\": 1,\n  \"b\": oops\n}")).contains("line 3, column 8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t\r "})
    void anEmptyBodyIsRefused(String body) {
        assertThat(malformed(body)).containsAnyOf("the body is empty", "the body is blank");
    }

    @Test
    void aNameThatOccursTwiceIsRefusedHoweverItIsWritten() {
        assertThat(malformed("{\"amount\": 1, \"amount\": 2}")).contains("line 1, column", "Duplicate", "amount");
        assertThat(malformed("[{\"x\": {\"a\": 1, \"b\": 2, \"c\": 3, \"\\u0061\": 4}}]"))
                .contains("Duplicate");
        assertThat(read("[{\"a\": 1}, {\"a\": {\"a\": 2}}]")).isNotNull();
    }

    @Test
    void depthIsLimitedWithoutASlipAtTheBorder() {
        int most = StrictJsonReader.DEPTH_MAX;

        assertThat(read("[".repeat(most) + "]".repeat(most))).isNotNull();
        assertThat(malformed("[".repeat(most + 1) + "]".repeat(most + 1))).contains("column 501", "deeper than 500");
        assertThat(malformed("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)))
                .contains("deeper than 500");
        assertThat(malformed("[".repeat(1_000_000))).contains("deeper than 500");
    }

    @Test
    void aNumberMayBeLongButNotEndless() {
        assertThat(read("1".repeat(1000))).isNotNull();
        assertThat(malformed("[0, " + "1".repeat(1001) + "]")).contains("column 5", "1001 characters");
        assertThat(malformed("1e" + "9".repeat(500_000))).contains("500002 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1E-999999999", "1e99999999999999999999999", "[0e999999999999]"})
    void aHugeExponentIsNeverWrittenOut(String body) {
        var form = new StringBuilder();
        read(body).writeTo(form);

        assertThat(form).hasSizeLessThan(40);
    }

    @Test
    void nulIsRefusedInEveryGuise() {
        assertThat(malformed("{\"a\": \"x\\u0000y\"}")).contains("line 1, column 7", "NUL");
        assertThat(malformed("{\"\\u0000\": 1}")).contains("line 1, column 2", "NUL");
        assertThat(malformed("{\"a\": \"x\0y\"}")).contains("line 1");
        assertThat(malformed("[1,\0 2]")).contains("line 1");
        assertThat(malformed("{}\0")).contains("line 1");
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertThat(malformed("\"\\ud83d\"")).contains("column 1", "\\ud83d");
        assertThat(malformed("{\"a\": \"\\ude00\\ud83d\"}")).contains("column 7", "\\ude00");
        assertThat(malformed("{\"\\ud83dx\": 1}")).contains("surrogate");
    }

    @ParameterizedTest
    @CsvSource({
        "22ff22, 2", // no byte of UTF-8
        "22c0af22, 2", // a slash in two bytes
        "22eda08022, 2", // half a surrogate pair
        "22f888808080, 2", // five bytes
        "2261c3, 3", // ends in the middle
        "5b22e282225d, 3", // one byte is missing
    })
    void whatIsNotUtf8IsRefusedWithTheByte(String hex, int at) {
        assertThat(malformed(HexFormat.of().parseHex(hex))).contains("not UTF-8 from byte " + at);
    }

    @Test
    void otherEncodingsAreNotGuessed() {
        assertThat(malformed("{\"a\": 1}".getBytes(UTF_16BE))).contains("line 1, column");
        assertThat(malformed("\uFEFF{}".getBytes(UTF_8))).contains("byte order mark");
        assertThat(malformed(new byte[] {(byte) 0xFE, (byte) 0xFF, 0, '1'})).contains("byte 1");
    }

    private String malformed(String body) {
        return malformed(body.getBytes(UTF_8));
    }

    private String malformed(byte[] body) {
        try {
            throw new AssertionError("read: " + json.read(body));
        } catch (JsonSyntaxException e) {
            assertThat(e.detail()).hasSizeLessThan(400).matches("\\P{Cntrl}+");
            return e.detail();
        }
    }

    private JsonValue read(String body) {
        try {
            return json.read(body.getBytes(UTF_8));
        } catch (JsonSyntaxException e) {
            throw new AssertionError(e.detail(), e);
        }
    }
}
