package io.incumbent.dispatch.delivery;

import io.incumbent.auth.StandardWebhooks;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.election.Term;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Builds the headers of a delivery.
 *
 * @param signer empty if deliveries are not signed
 */
record DeliveryHeaders(Optional<StandardWebhooks> signer, InstantSource clock) {

    /** Printable ASCII only: receivers disagree on other characters in a header. */
    private static final Pattern PLAIN = Pattern.compile("[!-~]([ -~]*[!-~])?");

    /** To be called immediately before sending, because the signature contains the time. */
    Map<String, String> headers(ClaimedSignal signal) {
        var id = signal.handle().signal().toString();
        var headers = new LinkedHashMap<String, String>();
        // every stored body is JSON, whatever its content type was
        headers.put(
                "Content-Type",
                signal.contentType().filter(DeliveryHeaders::plain).orElse("application/json"));
        headers.put("User-Agent", "Incumbent");
        headers.put("Idempotency-Key", id);
        headers.put("Incumbent-Attempt", String.valueOf(signal.handle().attempt()));
        headers.put("Incumbent-Source", signal.source());
        signal.term().map(Term::number).ifPresent(term -> headers.put("Incumbent-Term", String.valueOf(term)));
        if (plain(signal.key())) {
            headers.put("Incumbent-Key", signal.key());
        }
        signer.ifPresent(secrets -> {
            var now = clock.instant();
            headers.put(StandardWebhooks.ID, id);
            headers.put(StandardWebhooks.TIMESTAMP, String.valueOf(now.getEpochSecond()));
            headers.put(
                    StandardWebhooks.SIGNATURE,
                    secrets.sign(id, now, signal.body().bytes()));
        });
        return headers;
    }

    private static boolean plain(String value) {
        return PLAIN.matcher(value).matches();
    }
}
