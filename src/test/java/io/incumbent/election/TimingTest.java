package io.incumbent.election;

import static io.incumbent.election.SampleRoles.d;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.incumbent.election.Timing.RedisOutage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TimingTest {

    static Stream<Arguments> impossible() {
        return Stream.of(
                argumentSet("no ttl", "0s", "3s", "1s", "1s", "2s", "incumbent.election.ttl must be longer than zero"),
                argumentSet("negative", "10s", "-3s", "1s", "1s", "2s", "incumbent.election.heartbeat must be longer"),
                argumentSet("no margin", "10s", "3s", "0s", "1s", "2s", "incumbent.election.margin must be longer"),
                argumentSet("no call", "10s", "3s", "1s", "0s", "2s", "incumbent.election.call-timeout must be longer"),
                argumentSet(
                        "no drain", "10s", "3s", "1s", "1s", "0s", "incumbent.election.drain-timeout must be longer"),
                argumentSet(
                        "more than an hour",
                        "3601s",
                        "3s",
                        "1s",
                        "1s",
                        "2s",
                        "incumbent.election.ttl (3601s) must not be longer than 3600s"),
                argumentSet(
                        "two beats do not fit",
                        "7s",
                        "3s",
                        "1s",
                        "1s",
                        "2s",
                        "incumbent.election.heartbeat (3s) must fit twice into ttl - margin (7s - 1s)"),
                argumentSet(
                        "calls outlast a beat",
                        "10s",
                        "3s",
                        "1s",
                        "3.5s",
                        "2s",
                        "incumbent.election.call-timeout (3.5s) must not be longer than incumbent.election.heartbeat (3s)"),
                argumentSet(
                        "draining outlasts the ttl",
                        "10s",
                        "3s",
                        "1s",
                        "1s",
                        "10s",
                        "incumbent.election.drain-timeout (10s) must be shorter than incumbent.election.ttl (10s)"));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void whatCannotWorkDoesNotConstructAndSaysKeyRuleAndValues(
            String ttl, String heartbeat, String margin, String call, String drain, String says) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Timing(d(ttl), d(heartbeat), d(margin), d(call), d(drain), RedisOutage.STEP_DOWN))
                .withMessageContaining(says);
    }

    @Test
    void twoBeatsThatJustFitAreEnough() {
        var timing = new Timing(d("7.001s"), d("3s"), d("1s"), d("3s"), d("7s"), RedisOutage.STEP_DOWN);

        assertThat(timing.trust()).isEqualTo(d("6.001s"));
    }

    @Test
    void theWorstCaseFailoverIsTheTtlAndHalfASecond() {
        assertThat(SampleRoles.TIMING.worstCaseFailover()).isEqualTo(d("10.5s"));
    }
}
