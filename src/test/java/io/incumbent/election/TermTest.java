package io.incumbent.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TermTest {

    @Test
    void termsGrowAndAreNeverNegative() {
        assertThat(new Term(7).above(new Term(6))).isTrue();
        assertThat(new Term(7).above(new Term(7))).isFalse();
        assertThat(new Term(7)).isGreaterThan(new Term(6)).hasToString("7");
        assertThatThrownBy(() -> new Term(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }
}
