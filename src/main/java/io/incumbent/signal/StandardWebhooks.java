package io.incumbent.signal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures by Standard Webhooks 1.0.0, symmetric: {@code v1,} and the base64 of HMAC-SHA256 over id, timestamp and body,
 * with full stops between. Several secrets while they are changed: all sign, any of them verifies. Safe for all threads.
 */
public final class StandardWebhooks {

    public static final String ID = "webhook-id";
    public static final String TIMESTAMP = "webhook-timestamp";
    public static final String SIGNATURE = "webhook-signature";

    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,255}");

    /** Each ready to begin and never used: a copy costs a tenth of what finding the algorithm and setting the key costs. */
    private final List<Mac> macs;

    private StandardWebhooks(List<Mac> macs) {
        this.macs = macs;
    }

    /**
     * @param key named if a secret is wrong
     * @throws ConfigurationException if there is no secret, or one of a wrong form; no secret is told
     */
    public static StandardWebhooks of(String key, List<String> secrets) {
        if (secrets.isEmpty()) {
            throw new ConfigurationException(key + " is empty: " + rule());
        }
        return new StandardWebhooks(IntStream.range(0, secrets.size())
                .mapToObj(i -> mac(key + ", number " + (i + 1) + " of " + secrets.size(), secrets.get(i)))
                .toList());
    }

    /** @return value of the header {@link #SIGNATURE}: one signature for each secret */
    public String sign(String id, Instant at, Body body) {
        return signatures(id, String.valueOf(at.getEpochSecond()), body).stream()
                .map(signature -> new String(signature, US_ASCII))
                .collect(Collectors.joining(" "));
    }

    /** @throws NotTaken if it was not signed with one of the secrets, or too long ago, or too far ahead */
    void verify(Incoming request, Instant now, Duration tolerance) throws NotTaken {
        var id = one(request, ID, VISIBLE, "1 to 255 visible characters");
        var timestamp = one(request, TIMESTAMP, SECONDS, "whole seconds since 1970");
        var given = request.headers().apply(SIGNATURE);
        if (given.isEmpty()) {
            throw NotTaken.unauthenticated(
                    "the header " + SIGNATURE + " is missing: requests must be signed by Standard" + " Webhooks 1.0.0");
        }
        var away = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                .abs();
        if (away.compareTo(tolerance) > 0) {
            throw NotTaken.unauthenticated("the header " + TIMESTAMP + " is " + timestamp + ", which is " + away
                    + " from this machine's clock: at most " + tolerance + " is tolerated");
        }
        if (!anyMatches(given, signatures(id, timestamp, request.body()))) {
            throw NotTaken.unauthenticated(
                    "no signature in the header " + SIGNATURE + " is right: v1 and a comma before the"
                            + " base64 of HMAC-SHA256 over id, timestamp and the body byte by byte");
        }
    }

    /** Each is compared with each to the end, so that time tells neither which came near nor how near. */
    private static boolean anyMatches(List<String> given, List<byte[]> expected) {
        boolean found = false;
        for (var header : given) {
            for (var candidate : header.split(" ", -1)) {
                var bytes = candidate.getBytes(US_ASCII);
                for (var signature : expected) {
                    found |= MessageDigest.isEqual(signature, bytes);
                }
            }
        }
        return found;
    }

    private List<byte[]> signatures(String id, String timestamp, Body body) {
        var start = (id + "." + timestamp + ".").getBytes(US_ASCII);
        return macs.stream().map(mac -> signature(mac, start, body.bytes())).toList();
    }

    private static byte[] signature(Mac prepared, byte[] start, byte[] body) {
        try {
            var mac = (Mac) prepared.clone();
            mac.update(start);
            var code = Base64.getEncoder().encode(mac.doFinal(body));
            var signature = Arrays.copyOf(VERSION.getBytes(US_ASCII), VERSION.length() + code.length);
            System.arraycopy(code, 0, signature, VERSION.length(), code.length);
            return signature;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("tried at the start", e);
        }
    }

    private static String one(Incoming request, String header, Pattern form, String rule) throws NotTaken {
        var values = request.headers().apply(header);
        if (values.size() != 1 || !form.matcher(values.getFirst()).matches()) {
            throw NotTaken.unauthenticated("the header " + header + " must be sent once and be " + rule
                    + ": requests must be signed by Standard Webhooks 1.0.0");
        }
        return values.getFirst();
    }

    private static Mac mac(String name, String secret) {
        try {
            var bytes = secret.startsWith(PREFIX)
                    ? Base64.getDecoder().decode(secret.substring(PREFIX.length()))
                    : new byte[0];
            if (bytes.length < SHORTEST || bytes.length > LONGEST) {
                throw new ConfigurationException(name + ": " + rule());
            }
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
            return (Mac) mac.clone();
        } catch (IllegalArgumentException e) {
            // without the cause, which tells characters of the secret
            throw new ConfigurationException(name + ": " + rule());
        } catch (GeneralSecurityException | CloneNotSupportedException e) {
            throw new IllegalStateException("this Java has no HmacSHA256 that can be copied", e);
        }
    }

    private static String rule() {
        return "a secret must be whsec_ and the base64 of " + SHORTEST + " to " + LONGEST
                + " bytes; make one by: echo whsec_$(openssl rand -base64 32)";
    }
}
