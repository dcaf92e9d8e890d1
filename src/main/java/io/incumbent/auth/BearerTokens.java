package io.incumbent.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.security.MessageDigest;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Bearer tokens (RFC 6750), one of which a caller must send. Only hashes are kept, so all comparisons have one length. */
public final class BearerTokens {

    private static final Pattern FORM = Pattern.compile("[!-~]{16,}");
    private static final String SCHEME = "Bearer ";

    private final List<byte[]> hashes;

    private BearerTokens(List<byte[]> hashes) {
        this.hashes = hashes;
    }

    /**
     * @param key named if a token is wrong
     * @throws ConfigurationException if there is no token, or one that could be guessed; the message shows no token
     */
    public static BearerTokens of(String key, List<String> tokens) {
        if (tokens.isEmpty()) {
            throw new ConfigurationException(key + " is empty: " + rule());
        }
        return new BearerTokens(IntStream.range(0, tokens.size())
                .mapToObj(i -> checked(key + ", number " + (i + 1) + " of " + tokens.size(), tokens.get(i)))
                .map(Sha256::of)
                .toList());
    }

    /**
     * Compares in constant time.
     *
     * @param authorization all values of the header Authorization
     */
    public boolean accepts(List<String> authorization) {
        if (authorization.size() != 1 || !authorization.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        var given = Sha256.of(
                authorization.getFirst().substring(SCHEME.length()).strip().getBytes(UTF_8));
        boolean found = false;
        for (var hash : hashes) {
            found |= MessageDigest.isEqual(hash, given);
        }
        return found;
    }

    private static byte[] checked(String name, String token) {
        if (!FORM.matcher(token).matches()) {
            throw new ConfigurationException(name + ": " + rule());
        }
        return token.getBytes(UTF_8);
    }

    private static String rule() {
        return "a token must have 16 or more visible characters; make one by: openssl rand -hex 24";
    }
}
