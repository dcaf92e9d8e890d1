package io.incumbent.database.connection;

import io.agroal.api.AgroalDataSource;

/** How many connections to PostgreSQL each pool of this instance may have. */
public record PoolTotals(int traffic, int coordination, int verify) {

    /** While the schema is brought up to date. */
    private static final int INITIALISATION = 1;

    public static PoolTotals of(ConnectionPool traffic, AgroalDataSource coordination, AgroalDataSource verify) {
        return new PoolTotals(traffic.size(), size(coordination), size(verify));
    }

    public int together() {
        return traffic + besideTraffic();
    }

    public int besideTraffic() {
        return coordination + verify + INITIALISATION;
    }

    private static int size(AgroalDataSource pool) {
        return pool.getConfiguration().connectionPoolConfiguration().maxSize();
    }
}
