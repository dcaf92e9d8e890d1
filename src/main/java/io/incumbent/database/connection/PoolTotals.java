package io.incumbent.database.connection;

import io.agroal.api.AgroalDataSource;

/** The maximum number of connections to PostgreSQL of each pool of this instance. */
public record PoolTotals(int traffic, int coordination, int verify) {

    /** The connection of the schema setup. */
    private static final int SETUP = 1;

    public static PoolTotals of(ConnectionPool traffic, AgroalDataSource coordination, AgroalDataSource verify) {
        return new PoolTotals(traffic.size(), size(coordination), size(verify));
    }

    public int together() {
        return traffic + besideTraffic();
    }

    public int besideTraffic() {
        return coordination + verify + SETUP;
    }

    private static int size(AgroalDataSource pool) {
        return pool.getConfiguration().connectionPoolConfiguration().maxSize();
    }
}
