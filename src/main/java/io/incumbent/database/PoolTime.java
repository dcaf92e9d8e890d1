package io.incumbent.database;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** Accepts a time that a pool can wait for: to Agroal and to PostgreSQL zero means for ever, which is never meant. */
public final class PoolTime implements Converter<Duration> {

    /** PostgreSQL counts its limits in milliseconds, in 31 bits. */
    private static final Duration LONGEST = Duration.ofDays(20);

    @Override
    public Duration convert(String value) {
        var time = DurationConverter.parseDuration(value);
        if (time == null || time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("it must be from 1ms to 20d, for example 10s");
        }
        return time;
    }
}
