package io.incumbent.database;

import org.eclipse.microprofile.config.spi.Converter;

/** Accepts a number of connections that a pool can have. */
public final class PoolSize implements Converter<Integer> {

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
