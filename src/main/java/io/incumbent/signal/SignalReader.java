package io.incumbent.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.incumbent.logging.LogText;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;

/** Reads requests: who sends, then what. Keeps nothing between two of them, so that all threads may use it. */
@Startup // a configuration that cannot work is refused before the first signal comes
@Singleton
class SignalReader implements Reader {

    private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final String DEFAULT_SOURCE = "default";

    private final Door door;
    private final Keys keys;
    private final JsonBody json = new JsonBody();

    @Inject
    SignalReader(SignalsConfig config) {
        this(config, ConfigUtils.isProfileActive("prod"), InstantSource.system());
    }

    SignalReader(SignalsConfig config, boolean production, InstantSource clock) {
        this.door = ReadingSettings.door(config, production, clock);
        this.keys = ReadingSettings.keys(config);
    }

    @Override
    public Read read(Incoming request) {
        try {
            door.check(request);
            return new Read.Good(signal(request));
        } catch (NotTaken e) {
            return new Read.Refused(e.why());
        }
    }

    private NewSignal signal(Incoming request) throws NotTaken {
        var source = source(request.source());
        var body = json.read(request.body());
        var canonical = new StringBuilder(request.body().bytes().length);
        body.writeTo(canonical);
        var digest = Sha256.of(canonical.toString().getBytes(UTF_8));
        return new NewSignal(
                source,
                keys.key(request, body, digest),
                new Body(digest),
                keys.ordering(body),
                request.contentType(),
                request.body());
    }

    private static String source(List<String> given) throws NotTaken {
        if (given.isEmpty()) {
            return DEFAULT_SOURCE;
        }
        if (given.size() > 1) {
            throw NotTaken.malformed(
                    "the query parameter source was sent " + given.size() + " times: a signal has one source");
        }
        var source = given.getFirst();
        if (!SOURCE.matcher(source).matches()) {
            throw NotTaken.malformed("the query parameter source is " + LogText.quoted(source)
                    + ": it must be 1 to 100 letters, digits, dots, dashes or underscores");
        }
        return source;
    }
}
