package io.incumbent.election;

/**
 * One candidacy of one instance, and the value of the lease in Redis. An instance's id is fresh at every start and the
 * number grows with every bid, so no two bids ever have the same text, and an operation that names its bid affects no
 * other.
 *
 * @param instance id of the bidding instance, without {@code '/'}
 * @param number counts the bids of that instance from 1; 0 stands for "none made yet"
 */
public record Bid(String instance, long number) {

    public Bid {
        if (instance.isEmpty() || instance.indexOf('/') >= 0 || number < 0) {
            throw new IllegalArgumentException("not a bid: instance '" + instance + "', number " + number);
        }
    }

    /** The bid that {@code text} names. A text of another form, which another program wrote, becomes the instance. */
    public static Bid of(String text) {
        int slash = text.lastIndexOf('/');
        try {
            return new Bid(text.substring(0, Math.max(slash, 0)), Long.parseLong(text.substring(slash + 1)));
        } catch (IllegalArgumentException foreign) {
            return new Bid(text.isEmpty() ? "?" : text.replace('/', '?'), 0);
        }
    }

    public Bid next() {
        return new Bid(instance, number + 1);
    }

    /** The text of this bid in both stores. */
    @Override
    public String toString() {
        return instance + "/" + number;
    }
}
