package io.incumbent.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures by Standard Webhooks 1.0.0, symmetric: {@code v1,} and the base64 of HMAC-SHA256 over id, timestamp and body,
 * with full stops between. Several secrets allow a rotation: all sign, and any one verifies. Safe for all threads.
 */
public final class StandardWebhooks {

    public static final String ID = "webhook-id";
    public static final String TIMESTAMP = "webhook-timestamp";
    public static final String SIGNATURE = "webhook-signature";

    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final String SIGNED = "requests must be signed by Standard Webhooks 1.0.0";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,255}");

    /** Initialised with the key and cloned for each use: a clone costs a tenth of a new instance with its key. */
    private final List<Mac> macs;

    private StandardWebhooks(List<Mac> macs) {
        this.macs = macs;
    }

    /**
     * @param key named if a secret is wrong
     * @throws ConfigurationException if there is no secret, or one of a wrong form; the message shows no secret
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
    public String sign(String id, Instant at, byte[] body) {
        return signatures(id, String.valueOf(at.getEpochSecond()), body).stream()
                .map(signature -> new String(signature, US_ASCII))
                .collect(Collectors.joining(" "));
    }

    /**
     * Checks that a request was signed with one of the secrets.
     *
     * @param headers all values of a header, whose name is looked up whatever its case; empty if it was not sent
     * @param body byte by byte as it came
     * @param tolerance how far the time of the signature may be from {@code now}, before or after
     * @return why the request is not accepted; empty if it is
     */
    public Optional<String> verify(
            Function<String, List<String>> headers, byte[] body, Instant now, Duration tolerance) {
        var id = one(headers, ID, VISIBLE);
        if (id.isEmpty()) {
            return Optional.of(notOne(ID, "1 to 255 visible characters"));
        }
        var timestamp = one(headers, TIMESTAMP, SECONDS);
        if (timestamp.isEmpty()) {
            return Optional.of(notOne(TIMESTAMP, "whole seconds since 1970"));
        }
        var given = headers.apply(SIGNATURE);
        if (given.isEmpty()) {
            return Optional.of("the header " + SIGNATURE + " is missing: " + SIGNED);
        }
        var away = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp.get())), now)
                .abs();
        if (away.compareTo(tolerance) > 0) {
            return Optional.of("the header " + TIMESTAMP + " is " + timestamp.get() + ", which is " + away
                    + " from this machine's clock: at most " + tolerance + " is tolerated");
        }
        return anyMatches(given, signatures(id.get(), timestamp.get(), body))
                ? Optional.empty()
                : Optional.of("no signature in the header " + SIGNATURE + " is right: v1 and a comma before the"
                        + " base64 of HMAC-SHA256 over id, timestamp and the body byte by byte");
    }

    /** Compares each with each to the end, so that the time reveals neither which signature was close nor how close. */
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

    private List<byte[]> signatures(String id, String timestamp, byte[] body) {
        var start = (id + "." + timestamp + ".").getBytes(US_ASCII);
        return macs.stream().map(mac -> signature(mac, start, body)).toList();
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
            throw new IllegalStateException("this clone succeeded at the start", e);
        }
    }

    private static Optional<String> one(Function<String, List<String>> headers, String header, Pattern form) {
        var values = headers.apply(header);
        return values.size() == 1 && form.matcher(values.getFirst()).matches()
                ? Optional.of(values.getFirst())
                : Optional.empty();
    }

    private static String notOne(String header, String rule) {
        return "the header " + header + " must be sent once and be " + rule + ": " + SIGNED;
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
            // without the cause, whose message contains characters of the secret
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
