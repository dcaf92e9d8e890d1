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
 * The headers of a delivery.
 *
 * @param signer empty if deliveries are not signed
 */
record DeliveryHeaders(Optional<StandardWebhooks> signer, InstantSource clock) {

    /** What any receiver reads in the same way; other characters have no meaning in a header that all agree on. */
    private static final Pattern PLAIN = Pattern.compile("[!-~]([ -~]*[!-~])?");

    /** To be made right before they are sent: the signature has the time in it. */
    Map<String, String> headers(ClaimedSignal signal) {
        var id = signal.handle().signal().toString();
        var headers = new LinkedHashMap<String, String>();
        // only JSON is ever taken in, whatever the sender called it
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
