package io.incumbent.intake.json;

import java.math.BigInteger;

/**
 * Converts a JSON number to its canonical text: equal values have the same text, and no digit is lost. Large exponents are never
 * expanded: {@code 1e999999999} would become a text of one gigabyte.
 */
final class CanonicalNumber {

    /** Numbers with up to this many digits are written without exponent, because a number may be used as a key. */
    private static final int PLAIN_DIGITS_MAX = 40;

    private CanonicalNumber() {}

    /** @param text a number in the grammar of JSON */
    static String canonical(String text) {
        int start = text.charAt(0) == '-' ? 1 : 0;
        if (text.length() <= PLAIN_DIGITS_MAX && isWhole(text, start)) {
            return text.equals("-0") ? "0" : text;
        }
        int exponentAt = Math.max(text.indexOf('e'), text.indexOf('E'));
        int end = exponentAt < 0 ? text.length() : exponentAt;
        int point = text.indexOf('.');
        var allDigits =
                point < 0 ? text.substring(start, end) : text.substring(start, point) + text.substring(point + 1, end);
        var exponent = exponentAt < 0 ? BigInteger.ZERO : new BigInteger(text.substring(exponentAt + 1));
        int fraction = point < 0 ? 0 : end - point - 1;
        var digits = withoutZeros(allDigits);
        if (digits.isEmpty()) {
            return "0";
        }
        var scaled = exponent.add(BigInteger.valueOf(trailingZeros(allDigits) - fraction));
        return (start == 1 ? "-" : "") + written(digits, scaled);
    }

    private static String written(String digits, BigInteger exponent) {
        if (exponent.bitLength() > 16) {
            return digits + "E" + exponent;
        }
        int shift = exponent.intValueExact();
        if (shift >= 0 && digits.length() + shift <= PLAIN_DIGITS_MAX) {
            return digits + "0".repeat(shift);
        }
        if (shift < 0 && digits.length() <= PLAIN_DIGITS_MAX && -shift <= PLAIN_DIGITS_MAX) {
            var padded = "0".repeat(Math.max(0, 1 - shift - digits.length())) + digits;
            int point = padded.length() + shift;
            return padded.substring(0, point) + "." + padded.substring(point);
        }
        return digits + "E" + exponent;
    }

    private static String withoutZeros(String digits) {
        int first = 0;
        while (first < digits.length() && digits.charAt(first) == '0') {
            first++;
        }
        return digits.substring(first, Math.max(first, digits.length() - trailingZeros(digits)));
    }

    private static int trailingZeros(String digits) {
        int last = digits.length();
        while (last > 0 && digits.charAt(last - 1) == '0') {
            last--;
        }
        return digits.length() - last;
    }

    private static boolean isWhole(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
