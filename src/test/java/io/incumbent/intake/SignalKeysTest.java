package io.incumbent.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a signal the same when it is sent again. */
class SignalKeysTest {

    private static final Map<String, String> POINTERS =
            Map.of("key-pointer", "/data/id", "ordering-pointer", "/data/account");

    private final SignalParser parser = SignalRequests.parser(POINTERS);

    @Test
    void theIdOfTheWebhookGoesBeforeTheIdempotencyKeyThatBeforeThePointerThatBeforeTheBody() {
        var body = "{\"data\": {\"id\": \"inside\"}}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var both = Map.of("webhook-id", List.of("msg_1"), "Idempotency-Key", List.of("k1"));

        assertThat(SignalRequests.good(parser, SignalRequests.of(body, both)).key())
                .isEqualTo("msg_1");
        assertThat(SignalRequests.good(parser, SignalRequests.of(body, Map.of("idempotency-key", List.of("k1"))))
                        .key())
                .isEqualTo("k1");
        assertThat(SignalRequests.good(parser, SignalRequests.of(body, Map.of()))
                        .key())
                .isEqualTo("inside");
        assertThat(key("{\"data\": {}}")).matches("sha256:[0-9a-f]{64}");
        assertThat(key("{\"data\": {\"id\": null}}")).startsWith("sha256:");
    }

    @Test
    void withoutAKeyTheSameBodyHasTheSame() {
        assertThat(key("{\"a\": 1, \"b\": [1.0]}")).isEqualTo(key("{\"b\":[1],\"a\":1e0}"));
        assertThat(key("{\"a\": 1}")).isNotEqualTo(key("{\"a\": 2}"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"abc, abc", "\"abc\", abc", "\"a\\\"b\\\\c\", a\"b\\c", "` abc `, abc", "a\"b, a\"b"})
    void anIdempotencyKeyIsTheSameWithAndWithoutQuotes(String sent, String key) {
        assertThat(SignalRequests.good(parser, SignalRequests.of("{}", "Idempotency-Key", sent))
                        .key())
                .isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc", "\"abc\\\"", "\"a\"b\"", "\"abc\";x=1", "\"\\x\"", "\"\"", "", "a\tb", "a\u0085b"})
    void anIdempotencyKeyThatIsNoneIsRefused(String sent) {
        assertThat(SignalRequests.refused(parser, SignalRequests.of("{}", "Idempotency-Key", sent)))
                .isInstanceOf(InvalidRequest.Malformed.class);
    }

    @Test
    void aHeaderThatWasSentTwiceMustSayTheSame() {
        assertThat(SignalRequests.good(parser, SignalRequests.of("{}", "webhook-id", "a", "a"))
                        .key())
                .isEqualTo("a");
        assertThat(SignalRequests.refused(parser, SignalRequests.of("{}", "webhook-id", "a", "b")))
                .isInstanceOf(InvalidRequest.Malformed.class)
                .extracting(InvalidRequest::detail)
                .asString()
                .contains("webhook-id", "'a', 'b'");
    }

    @Test
    void aKeyHas255CharactersAtMost() {
        assertThat(SignalRequests.good(parser, SignalRequests.of("{}", "webhook-id", "k".repeat(255)))
                        .key())
                .hasSize(255);
        assertThat(SignalRequests.refused(parser, SignalRequests.of("{}", "webhook-id", "k".repeat(256))))
                .isInstanceOf(InvalidRequest.Malformed.class);
        assertThat(malformed("{\"data\": {\"id\": \"" + "k".repeat(256) + "\"}}"))
                .contains("/data/id", "256");
    }

    @ParameterizedTest
    @CsvSource({"12345678901234567890, 12345678901234567890", "1.0, 1", "true, true", "false, false", "12.50, 12.5"})
    void aKeyInTheBodyMayBeANumberOrABoolean(String json, String key) {
        assertThat(key("{\"data\": {\"id\": " + json + "}}")).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "\"\"", "\"a\\nb\""})
    void whatCanBeNoKeyIsRefusedAndNotPassedOver(String json) {
        assertThat(malformed("{\"data\": {\"id\": " + json + "}}")).contains("/data/id");
        assertThat(malformed("{\"data\": {\"account\": " + json + "}}")).contains("/data/account");
    }

    @Test
    void theOrderingKeyIsWhereItsPointerSaysOrThereIsNone() {
        assertThat(ordering("{\"data\": {\"account\": 17}}")).contains("17");
        assertThat(ordering("{\"data\": {\"account\": \"17\"}}")).contains("17");
        assertThat(ordering("{\"data\": {\"account\": null}}")).isEmpty();
        assertThat(ordering("{\"data\": [\"account\"]}")).isEmpty();
        assertThat(ordering("7")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a/b     | {\"a\": {\"b\": \"x\"}}",
                "/a~1b    | {\"a/b\": \"x\"}",
                "/m~0n    | {\"m~n\": \"x\"}",
                "/~01     | {\"~1\": \"x\"}",
                "/        | {\"\": \"x\"}",
                "/a/1     | {\"a\": [0, \"x\"]}",
                "/a/0/c   | {\"a\": [{\"b\": 1, \"c\": \"x\", \"d\": 2}]}",
                "/01      | {\"01\": \"x\"}",
            })
    void pointersAreThoseOfRfc6901(String pointer, String body) {
        assertThat(SignalRequests.good(SignalRequests.parser(Map.of("key-pointer", pointer)), SignalRequests.of(body))
                        .key())
                .isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/01", "/a/-", "/a/2", "/a/99999999999999999999", "/a/+1", "/a/b", "/a/0/x"})
    void aPointerToNothingFindsNothing(String pointer) {
        var signal = SignalRequests.good(
                SignalRequests.parser(Map.of("key-pointer", pointer)), SignalRequests.of("{\"a\": [\"x\", 1]}"));

        assertThat(signal.key()).startsWith("sha256:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "a/b", "/a~2b", "/a~", "#/a"})
    void whatIsNoPointerRefusesToStart(String pointer) {
        assertThatThrownBy(() -> SignalRequests.parser(Map.of("ordering-pointer", pointer)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("incumbent.signals.ordering-pointer", pointer, "RFC 6901");
    }

    @Test
    void aRequestHasOneSource() {
        assertThat(SignalRequests.good(parser, SignalRequests.from(List.of())).source())
                .isEqualTo("default");
        assertThat(SignalRequests.good(parser, SignalRequests.from(List.of("shop-1.eu_west")))
                        .source())
                .isEqualTo("shop-1.eu_west");
        for (var wrong : List.of(
                List.of(""),
                List.of("a b"),
                List.of("é"),
                List.of("a\n"),
                List.of("x".repeat(101)),
                List.of("a", "a"))) {
            assertThat(SignalRequests.refused(parser, SignalRequests.from(wrong)))
                    .isInstanceOf(InvalidRequest.Malformed.class);
        }
    }

    private String key(String body) {
        return SignalRequests.good(parser, SignalRequests.of(body)).key();
    }

    private Optional<String> ordering(String body) {
        return SignalRequests.good(parser, SignalRequests.of(body)).orderingKey();
    }

    private String malformed(String body) {
        var invalid = SignalRequests.refused(parser, SignalRequests.of(body));
        assertThat(invalid).isInstanceOf(InvalidRequest.Malformed.class);
        return invalid.detail();
    }
}
