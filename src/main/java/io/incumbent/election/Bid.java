package io.incumbent.election;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * One candidacy of one instance. An instance's id is fresh at every start and the number grows with every bid. The nonce
 * is drawn for each bid, so that even two processes under the same id, which must not be, never take the other's bid for
 * their own. An operation that names its bid affects no other.
 *
 * @param instance id of the bidding instance, without {@code '/'} and space
 * @param number counts the bids of that instance from 1; 0 stands for "none made yet"
 * @param nonce drawn for this bid, lower-case letters and digits; empty for number 0
 */
public record Bid(String instance, long number, String nonce) {

    public Bid {
        if (instance.isEmpty() || instance.indexOf('/') >= 0 || instance.indexOf(' ') >= 0 || number < 0) {
            throw new IllegalArgumentException("not a bid: instance '" + instance + "', number " + number);
        }
    }

    /** A bid without a nonce. */
    public Bid(String instance, long number) {
        this(instance, number, "");
    }

    /** The bid that {@code text} names. A text of another form, which another program wrote, becomes the instance. */
    public static Bid of(String text) {
        var parts = text.split("/", -1);
        try {
            if (parts.length == 2 || parts.length == 3) {
                return new Bid(parts[0], Long.parseLong(parts[1]), parts.length == 3 ? parts[2] : "");
            }
        } catch (IllegalArgumentException foreign) {
            // as below
        }
        return new Bid(text.isEmpty() ? "?" : text.replaceAll("[/ ]", "?"), 0);
    }

    /** The bid of this instance that follows, with a nonce of its own. */
    public Bid next(RandomGenerator chance) {
        return new Bid(instance, number + 1, HexFormat.of().toHexDigits(chance.nextInt()));
    }

    /** The text of this bid in both stores. */
    @Override
    public String toString() {
        return nonce.isEmpty() ? instance + "/" + number : instance + "/" + number + "/" + nonce;
    }
}
