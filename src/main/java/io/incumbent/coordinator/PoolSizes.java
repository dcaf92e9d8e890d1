package io.incumbent.coordinator;

import io.agroal.api.AgroalDataSource;
import io.incumbent.database.Connections;

/** How many connections to PostgreSQL each pool of this instance may have. */
record PoolSizes(int traffic, int coordination, int verify) {

    /** While the schema is brought up to date. */
    private static final int INITIALISATION = 1;

    static PoolSizes of(Connections traffic, AgroalDataSource coordination, AgroalDataSource verify) {
        return new PoolSizes(traffic.size(), size(coordination), size(verify));
    }

    int together() {
        return traffic + besideTraffic();
    }

    int besideTraffic() {
        return coordination + verify + INITIALISATION;
    }

    private static int size(AgroalDataSource pool) {
        return pool.getConfiguration().connectionPoolConfiguration().maxSize();
    }
}
