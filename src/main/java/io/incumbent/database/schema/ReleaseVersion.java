package io.incumbent.database.schema;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The version of a release, compared number by number: 0.10.0 is later than 0.9. A snapshot or a candidate compares as the
 * release that it leads to.
 */
record ReleaseVersion(List<Integer> numbers) implements Comparable<ReleaseVersion> {

    private static final Pattern RELEASE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})*)(?:[-+].*)?");

    /** @return empty if the text does not begin with numbers and dots */
    static Optional<ReleaseVersion> of(String text) {
        return Optional.of(RELEASE.matcher(text))
                .filter(matcher -> matcher.matches())
                .map(matcher -> new ReleaseVersion(Stream.of(matcher.group(1).split("\\."))
                        .map(Integer::valueOf)
                        .toList()));
    }

    @Override
    public int compareTo(ReleaseVersion other) {
        return IntStream.range(0, Math.max(numbers.size(), other.numbers.size()))
                .map(i -> Integer.compare(number(i), other.number(i)))
                .filter(difference -> difference != 0)
                .findFirst()
                .orElse(0);
    }

    /** A number that is not written is zero: 1.2 is 1.2.0. */
    private int number(int index) {
        return index < numbers.size() ? numbers.get(index) : 0;
    }

    @Override
    public String toString() {
        return String.join(".", numbers.stream().map(String::valueOf).toList());
    }
}
