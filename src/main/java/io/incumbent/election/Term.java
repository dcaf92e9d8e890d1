package io.incumbent.election;

/**
 * The number that PostgreSQL gives to each leadership. It only grows, and it is the fencing token.
 *
 * @param number zero for "no term was given yet", otherwise positive
 */
public record Term(long number) implements Comparable<Term> {

    /** No term was ever given. */
    public static final Term NONE = new Term(0);

    public Term {
        if (number < 0) {
            throw new IllegalArgumentException("a term is never negative, got " + number);
        }
    }

    public boolean above(Term other) {
        return number > other.number;
    }

    @Override
    public int compareTo(Term other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
