package io.incumbent.database.connection;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** The converters of the pools' settings. */
public final class PoolConverters {

    private PoolConverters() {}

    /** The converter of a number of connections. */
    public static final class PoolSize implements Converter<Integer> {

        /** The highest max_connections of PostgreSQL. */
        private static final int LARGEST = 262_143;

        @Override
        public Integer convert(String value) {
            int size;
            try {
                size = Integer.parseInt(value.strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("it must be a whole number, for example 20", e);
            }
            if (size < 1 || size > LARGEST) {
                throw new IllegalArgumentException("it must be from 1 to " + LARGEST + ", for example 20");
            }
            return size;
        }
    }

    /** The converter of a duration of a pool. It refuses zero, which to Agroal and PostgreSQL means "no limit". */
    public static final class PoolTime implements Converter<Duration> {

        /** PostgreSQL has its limits in milliseconds, in 31 bits. */
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
