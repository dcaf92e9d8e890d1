package io.incumbent.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {

    private static final String ROCKET = "\uD83D\uDE80";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000",
                "\t",
                "\r\n",
                "\u001b\u0007",
                "\u007f",
                "\u0085\u009b", // controls of the second block: next line, and the beginning of a terminal's command
                "\u2028\u2029",
                "\uD83D",
                "\uDE80",
                "\uDE80\uD83D", // the wrong way round
                "\u202e\u202c",
                "\u2066\u2069",
                "\u200e\u200f\u061c"
            })
    void whatDoesNotPrintBecomesOneBlankInProseAndQuestionMarksInAValue(String bad) {
        assertThat(LogText.oneLine(bad + "a" + bad + " \n" + bad + "b" + bad)).isEqualTo("a b");
        assertThat(LogText.detail("a" + bad + "b")).isEqualTo("a b");
        assertThat(LogText.excerpt(bad)).isEmpty();
        var marks = "?".repeat(bad.codePointCount(0, bad.length()));
        assertThat(LogText.value("a " + bad + " b")).isEqualTo("a " + marks + " b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Jürgen", ROCKET, "e\u0301", "👩\u200D🚀", "שלום", "\uFFFD", "a'b\"c\\"})
    void whatPrintsStaysAsItIs(String good) {
        assertThat(List.of(LogText.oneLine(good), LogText.detail(good), LogText.excerpt(good), LogText.value(good)))
                .containsOnly(good);
    }

    @Test
    void aValueInQuotesShowsItsBlanks() {
        assertThat(LogText.quoted("  a  b ")).isEqualTo("'  a  b '");
        assertThat(LogText.quoted("")).isEqualTo("''");
    }

    @Test
    void whatIsTooLongIsCutAndMarkedAndNoCharacterIsDivided() {
        assertCut(LogText::detail, LogText.DETAIL_MAX);
        assertCut(LogText::excerpt, LogText.EXCERPT_MAX);
        assertCut(LogText::value, LogText.EXCERPT_MAX);
    }

    /** Shifted by one unit, so that the limit is between two characters once and inside of a pair once. */
    private static void assertCut(UnaryOperator<String> cut, int longest) {
        assertThat(cut.apply("x".repeat(longest))).isEqualTo("x".repeat(longest));
        assertThat(cut.apply("x".repeat(longest + 1))).isEqualTo("x".repeat(longest - 3) + "...");
        for (var before : List.of("", "x")) {
            var shown = cut.apply(before + ROCKET.repeat(longest));
            assertThat(shown)
                    .startsWith(before + ROCKET)
                    .endsWith(ROCKET + "...")
                    .hasSizeBetween(longest - 1, longest);
            assertThat(new String(shown.getBytes(UTF_8), UTF_8)).isEqualTo(shown);
        }
    }

    @Test
    void storableIsWhatPostgresqlKeepsAsItIs() {
        assertThat(List.of("a", ROCKET, "a b", "\u2028", "\u202e"))
                .allMatch(text -> LogText.storable(text, 1, 3), "storable");
        assertThat(List.of("", "abcd", ROCKET + ROCKET, "\u0000", "a\nb", "\u0085", "\uD83D", "\uDE80\uD83D"))
                .noneMatch(text -> LogText.storable(text, 1, 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // nothing to hide
                "redis://cache:6379/0 | redis://cache:6379/0",
                "jdbc:postgresql://a:5432,b:5433/orders?ssl=true | jdbc:postgresql://a:5432,b:5433/orders?ssl=true",
                "http://[::1]:8080/@scope/name?mail=a@b | http://[::1]:8080/@scope/name?mail=a@b",
                "http://orders/a?to=x@y | http://orders/a?to=x@y",
                "mailto:a@b | mailto:a@b",
                "unix:///run/redis.sock | unix:///run/redis.sock",
                "no uri at all | no uri at all",
                // user and password
                "redis://:hunter2@cache:6379 | redis://***@cache:6379",
                "http://me:hunter2@host/ | http://***@host/",
                "http://me@host/a@b | http://***@host/a@b",
                "redis://u:hunter%402%2F%23@[::1]:6379/0 | redis://***@[::1]:6379/0",
                "redis://u:hun@ter@2@cache | redis://***@cache",
                "redis://:h'unter,2@cache | redis://***@cache",
                // not encoded as it must be
                "redis://:hunter/2@cache:6379 | redis://***@cache:6379",
                "redis://u:hunter?2@cache | redis://***@cache",
                "redis://u:hunter#2@cache | redis://***@cache",
                // in a parameter
                "jdbc:postgresql://db/x?user=u&password=hunter2&ssl=true | jdbc:postgresql://db/x?user=u&password=***&ssl=true",
                "jdbc:postgresql://db/x?sslpassword=hunter2 | jdbc:postgresql://db/x?sslpassword=***",
                "redis://cache?PASSWORD=hun@ter%262 | redis://cache?PASSWORD=***",
                // among other text, and several
                "cannot reach redis://:hunter2@a:1, rediss://u:hunter2@b:2 of \"redis://c\" | cannot reach redis://***@a:1, rediss://***@b:2 of \"redis://c\"",
                "redis://:hunter2@a,redis://:hunter2@b | redis://***@a,redis://***@b",
                "value \"postgres://u:hunter2@h/d?password=hunter2\" is wrong | value \"postgres://***@h/d?password=***\" is wrong",
            })
    void credentialsInUrisAreHidden(String text, String shown) {
        assertThat(LogText.withoutCredentials(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://db:5432/x?password=hun?ter@2&token=a | jdbc:postgresql://db:5432/x",
                "jdbc:postgresql://db/x | jdbc:postgresql://db/x",
                "x://u:hunter?2@db/x?a=b | x://***@db/x",
            })
    void parametersAreCutOffAfterCredentialsAreHidden(String uri, String shown) {
        assertThat(LogText.withoutParameters(uri)).isEqualTo(shown);
    }
}
