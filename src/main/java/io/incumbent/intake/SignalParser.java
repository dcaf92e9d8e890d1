package io.incumbent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.incumbent.auth.Sha256;
import io.incumbent.intake.json.JsonSyntaxException;
import io.incumbent.intake.json.JsonValue;
import io.incumbent.intake.json.StrictJsonReader;
import io.incumbent.logging.LogText;
import io.incumbent.signal.SignalBody;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Turns a request into a signal: authenticates the sender, then parses the body and finds the keys. It keeps no state between
 * requests, so all threads may use it.
 */
@Startup // an invalid configuration is rejected at the start, not at the first signal
@Singleton
class SignalParser {

    private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final String DEFAULT_SOURCE = "default";

    private final SenderAuthentication authentication;
    private final SignalKeys keys;
    private final StrictJsonReader json = new StrictJsonReader();

    @Inject
    SignalParser(SignalsConfig config) {
        this(config, ConfigUtils.isProfileActive("prod"), InstantSource.system());
    }

    SignalParser(SignalsConfig config, boolean production, InstantSource clock) {
        this.authentication = SenderAuthentication.of(config, production, clock);
        this.keys = SignalsSettings.keys(config);
    }

    /** @throws InvalidRequestException at the first error of the request */
    NewSignal parse(IntakeRequest request) throws InvalidRequestException {
        authentication.check(request);
        var source = source(request.source());
        var body = body(request.body());
        var canonical = new StringBuilder(request.body().bytes().length);
        body.writeTo(canonical);
        var digest = Sha256.of(canonical.toString().getBytes(UTF_8));
        return new NewSignal(
                source,
                keys.key(request, body, digest),
                digest,
                keys.ordering(body),
                request.contentType(),
                request.body());
    }

    private JsonValue body(SignalBody body) throws InvalidRequestException {
        try {
            return json.read(body.bytes());
        } catch (JsonSyntaxException e) {
            throw InvalidRequestException.malformed(e.detail());
        }
    }

    private static String source(List<String> given) throws InvalidRequestException {
        if (given.isEmpty()) {
            return DEFAULT_SOURCE;
        }
        if (given.size() > 1) {
            throw InvalidRequestException.malformed(
                    "the query parameter source was sent " + given.size() + " times: a signal has one source");
        }
        var source = given.getFirst();
        if (!SOURCE.matcher(source).matches()) {
            throw InvalidRequestException.malformed("the query parameter source is " + LogText.quoted(source)
                    + ": it must be 1 to 100 letters, digits, dots, dashes or underscores");
        }
        return source;
    }
}
