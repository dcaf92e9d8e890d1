package io.incumbent.database.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

@NeedsServers
class ConnectionOpenerTest {

    /** Whoever decides by the SQL state what may be tried again needs one from the pool, too. */
    @Test
    void aPoolThatGivesUpByItselfIsReportedAsAConnectionThatCouldNotBeMade() throws SQLException {
        try (var server = PostgresServer.start();
                var pool = ofOne(server.url());
                var _ = theOnlyOne(pool)) {
            var places = new Semaphore(1);
            places.acquireUninterruptibly();
            var opener = new ConnectionOpener(pool, places);

            assertThatThrownBy(() -> opener.connect(Duration.ofMinutes(1)))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
                    .hasMessageContaining("timeout");
            assertThat(places.availablePermits()).as("the place is free again").isOne();
        }
    }

    /** On a busy machine, connecting takes longer than the pool waits. */
    private static Connection theOnlyOne(AgroalDataSource pool) {
        return await().ignoreExceptions().until(pool::getConnection, Objects::nonNull);
    }

    private static AgroalDataSource ofOne(String url) throws SQLException {
        return AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(p -> p.maxSize(1)
                        .acquisitionTimeout(Duration.ofMillis(50))
                        .connectionFactoryConfiguration(
                                f -> f.jdbcUrl(url).principal(new NamePrincipal(PostgresServer.USER)))));
    }
}
