package io.incumbent.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts are those of Redis 6.2, as {@code RedisErrorMessageTest} meets them, and of 7. */
class RedisErrorKindTest {

    private static final String SCRIPT = "ERR Error running script (call to f_d3c21d0c2b9ca22f8): @user_script:27: ";

    @ParameterizedTest
    @CsvSource({
        "WRONGTYPE, WRONGTYPE Operation against a key holding the wrong kind of value",
        "OOM, OOM command not allowed when used memory > 'maxmemory'.",
        "ASK, ASK 3999 127.0.0.1:6381",
        "MOVED, MOVED 3999 127.0.0.1:6381",
        "NOAUTH, -NOAUTH Authentication required.",
        "EXECABORT, EXECABORT",
        "LOADING, LOADING Redis is loading the dataset in memory",
    })
    void theKindInFrontIsFound(String kind, String error) {
        assertThat(RedisErrorKind.of(error)).hasValue(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "WRONGTYPE, WRONGTYPE Operation against a key holding the wrong kind of value",
        "OOM, @user_script: 27: -OOM command not allowed when used memory > 'maxmemory'.",
        "READONLY, @user_script: 27: -READONLY You can't write against a read only replica.",
        "NOREPLICAS, @user_script: 27: -NOREPLICAS Not enough good replicas to write.",
        "MISCONF, '@user_script: 27: -MISCONF Redis is configured to save RDB snapshots, but it is currently not able.'",
        "NOPERM, @user_script: 27: The user executing the script can't run this command or subcommand",
        "NOPERM, @user_script: 27: The user executing the script can't access at least one of the keys mentioned",
        "NOPERM, @user_script: 27: The user executing the script can't publish to the channel mentioned",
        "ERR, Script killed by user with SCRIPT KILL...",
    })
    void theKindOfAnErrorInsideOfAScriptIsFoundInRedis62(String kind, String error) {
        assertThat(RedisErrorKind.of(SCRIPT + error)).hasValue(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "WRONGTYPE, WRONGTYPE Operation against a key holding the wrong kind of value",
        "OOM, OOM command not allowed when used memory > 'maxmemory'.",
        "READONLY, READONLY You can't write against a read only replica.",
        "NOPERM, ERR The user executing the script can't publish to the channel mentioned in the command",
        "NOPERM, ERR ACL failure in script: User app has no permissions to access the 'other' channel",
        "ERR, ERR Script attempted to access nonexistent global variable 'x'",
    })
    void theKindOfAnErrorInsideOfAScriptIsFoundInRedis7(String kind, String error) {
        assertThat(RedisErrorKind.of(error + " script: f_d3c21d0c2b9ca22f8, on @user_script:27."))
                .hasValue(kind);
    }

    @Test
    void aCallThatIsRefusedForItsLengthBeforeItsPasswordIsAskedForMissesThePassword() {
        assertThat(RedisErrorKind.of("ERR Protocol error: unauthenticated multibulk length"))
                .hasValue("NOAUTH");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no answer within 900 ms",
                "Connection refused: /127.0.0.1:6379",
                "OK",
                "ERROR: relation \"leadership\" does not exist",
                "the key holds WRONGTYPE and OOM "
            })
    void whatIsNoErrorOfRedisHasNoKind(String text) {
        assertThat(RedisErrorKind.of(text)).isEmpty();
    }

    @Test
    void theKindIsFoundWhateverWrapsTheError() {
        var error = new Exception("NOPERM this user has no permissions");

        assertThat(RedisErrorKind.of(error)).hasValue("NOPERM");
        assertThat(RedisErrorKind.of(new CompletionException(error))).hasValue("NOPERM");
        assertThat(RedisErrorKind.of(new ExecutionException(new CompletionException(error))))
                .hasValue("NOPERM");
        assertThat(RedisErrorKind.of(new IllegalStateException(null, error))).hasValue("NOPERM");
    }

    @Test
    void anErrorThatIsNotOfRedisHasNoKindWhateverItsCauses() {
        assertThat(RedisErrorKind.of(new CompletionException(new ConnectException("Connection refused"))))
                .isEmpty();
        assertThat(RedisErrorKind.of(new SQLException("FATAL: too many connections")))
                .isEmpty();
    }

    @Test
    void aChainOfCausesThatIsACircleIsGivenUp() {
        var outer = new Exception("outer");
        outer.initCause(new Exception("inner", outer));

        assertThat(RedisErrorKind.of(outer)).isEmpty();
    }
}
