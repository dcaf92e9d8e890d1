package io.incumbent.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BidTest {

    @Test
    void itsTextComesBackAsTheSameBid() {
        var bid = new Bid("pod-0-1a2b3c4d", 42);

        assertThat(bid).hasToString("pod-0-1a2b3c4d/42");
        assertThat(Bid.of(bid.toString())).isEqualTo(bid);
    }

    @Test
    void noTwoBidsHaveTheSameText() {
        assertThat(new Bid("a", 1).next()).doesNotHaveToString("a/1");
        assertThat(new Bid("a-1", 1)).doesNotHaveToString(new Bid("a", 11).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/3", "someone", "a/b/x", "a/-1", "a/99999999999999999999", "a/"})
    void whatAnotherProgramWroteIsABidThatIsNotOurs(String foreign) {
        var bid = Bid.of(foreign);

        assertThat(bid.number()).isZero();
        assertThat(bid.instance()).isNotEmpty().doesNotContain("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b"})
    void anInstanceIsNeverEmptyAndHasNoSlash(String instance) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Bid(instance, 1));
    }

    @Test
    void aBidIsNeverNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Bid("a", -1));
    }
}
