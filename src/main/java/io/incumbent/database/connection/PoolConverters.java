package io.incumbent.database.connection;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** Which values the settings of the pools accept. */
public final class PoolConverters {

    private PoolConverters() {}

    /** Accepts a number of connections that a pool can have. */
    public static final class PoolSize implements Converter<Integer> {

        /** What PostgreSQL could ever give. */
        private static final int MOST = 262_143;

        @Override
        public Integer convert(String value) {
            int size;
            try {
                size = Integer.parseInt(value.strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("it must be a whole number, for example 20", e);
            }
            if (size < 1 || size > MOST) {
                throw new IllegalArgumentException("it must be from 1 to " + MOST + ", for example 20");
            }
            return size;
        }
    }

    /** Accepts a time that a pool can wait for: to Agroal and to PostgreSQL zero means for ever, which is never meant. */
    public static final class PoolTime implements Converter<Duration> {

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
}
