package io.incumbent.simulation;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes what records print of themselves short enough to be followed: moments as distances from now, no empty shells. */
final class TraceFormat {

    private static final Pattern RECORD = Pattern.compile("LeaderRecord\\[bid=([^,]+), term=(\\d+), hostname=[^]]*]");
    private static final Pattern DEADLINE = Pattern.compile("Deadline\\[nanos=(-?\\d+)]");
    private static final Pattern ASKED = Pattern.compile("askedAt=(-?\\d+)");
    private static final Pattern DURATION = Pattern.compile("PT([\\d.]+)S");
    private static final Pattern OPTIONAL = Pattern.compile("Optional\\[((?:[^\\[\\]]|\\[[^\\[\\]]*])*)]");
    private static final Pattern SILENCE = Pattern.compile("UnansweredStores\\[redis=(\\w+), postgresql=(\\w+)]");

    private TraceFormat() {}

    /** @param now the clock of the instance that speaks */
    static String of(String records, long now) {
        var text = RECORD.matcher(records).replaceAll("$1 term $2");
        text = DEADLINE.matcher(text).replaceAll(found -> distance(found, now));
        text = ASKED.matcher(text).replaceAll(found -> "asked=" + distance(found, now));
        text = DURATION.matcher(text).replaceAll(found -> seconds(Double.parseDouble(found.group(1))));
        text = text.replace("Optional.empty", "none");
        text = OPTIONAL.matcher(text).replaceAll("$1");
        text = SILENCE.matcher(text).replaceAll(TraceFormat::silent);
        return text.replace("[]", "");
    }

    private static String silent(MatchResult found) {
        boolean redis = Boolean.parseBoolean(found.group(1));
        boolean postgresql = Boolean.parseBoolean(found.group(2));
        return redis ? postgresql ? "both" : "redis" : postgresql ? "postgresql" : "none";
    }

    /** By difference, since the clock may wrap in between. */
    private static String distance(MatchResult found, long now) {
        long away = Long.parseLong(found.group(1)) - now;
        return (away < 0 ? "" : "+") + seconds(away / 1e9);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3fs", seconds).replaceAll("\\.?0+s$", "s");
    }
}
