package io.incumbent.database.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.database.schema.SetupRunner.End;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.TextSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
@NeedsServers
class TextSettingsTest {

    private static PostgresServer server;
    private static String url;

    @BeforeAll
    static void migrate() {
        server = PostgresServer.start();
        url = server.newDatabase();
        assertThat(setUp()).isEqualTo(End.READY);
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("io.incumbent.stores.TextSettings#all")
    void aSchemaThatIsAsNeededIsReadyHoweverTheServerWritesAndReadsText(String setting) {
        TextSettings.set(url, setting);

        assertThat(setUp()).isEqualTo(End.READY);
    }

    /** Gives up at the first error. */
    private static End setUp() {
        try (var run = SetupRun.start(SetupRun.once(), url)) {
            return run.outcome();
        }
    }
}
