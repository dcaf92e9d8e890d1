package io.incumbent.process;

import static io.incumbent.process.FaultInjector.Blow.KILL_LEADER;
import static io.incumbent.process.FaultInjector.Blow.KILL_STANDBY;
import static io.incumbent.process.FaultInjector.Blow.PAUSE_LEADER;
import static io.incumbent.process.FaultInjector.Blow.PAUSE_STANDBY;

import io.incumbent.process.FaultInjector.Blow;
import io.incumbent.process.SignalChaos.Script;
import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * 32 senders, a third of what they send are repeats, three instances that are killed and frozen meanwhile: nothing that was
 * accepted is lost, nothing takes effect twice. {@code make chaos-signals} does it for longer.
 */
@Timeout(400)
@NeedsProcesses
class SignalChaosTest {

    private static final int SIGNALS = Integer.getInteger("incumbent.chaos.signals", 2_000);
    private static final boolean LONG = SIGNALS > 2_000;

    private static final List<Blow> LONGER = List.of(
            KILL_LEADER,
            PAUSE_LEADER,
            PAUSE_STANDBY,
            KILL_LEADER,
            KILL_STANDBY,
            PAUSE_LEADER,
            KILL_LEADER,
            PAUSE_LEADER);

    private static final PostgresServer POSTGRES = PostgresServer.startDurable();
    private static final RedisServer REDIS = RedisServer.start();

    @AfterAll
    static void stopStores() {
        POSTGRES.close();
        REDIS.close();
    }

    @ParameterizedTest
    @CsvSource({"reject, false, KILL_LEADER", "retry, true, PAUSE_LEADER", "store, false, KILL_LEADER"})
    void nothingAcceptedIsLostAndNothingTakesEffectTwice(String policy, boolean ordered, Blow shortly)
            throws IOException, InterruptedException {
        var database = POSTGRES.newDatabase();
        var blows = LONG ? LONGER : List.of(shortly);
        var over = Duration.ofSeconds(LONG ? 30 : 3);
        try (var chaos = new SignalChaos(
                new Script(policy, ordered, SIGNALS, over, blows),
                InstanceCluster.stores(POSTGRES, database, REDIS),
                database)) {
            chaos.run();
        }
    }
}
