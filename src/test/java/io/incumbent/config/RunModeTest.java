package io.incumbent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunModeTest {

    @Test
    void noArgumentsServeAndMigrateMigrates() {
        assertThat(RunMode.of()).isEqualTo(RunMode.SERVE);
        assertThat(RunMode.of("migrate")).isEqualTo(RunMode.MIGRATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrat", "Migrate", "migrate now", "--help", " "})
    void whatIsUnknownIsRefusedWithAllCommands(String arguments) {
        assertThatThrownBy(() -> RunMode.of(arguments.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "'" + arguments + "'", "none", "migrate", "status --quiet", "smoke-test <name>");
    }
}
