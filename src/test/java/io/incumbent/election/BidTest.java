package io.incumbent.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
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
        assertThat(new Bid("a", 1).next(new SplittableRandom(1))).doesNotHaveToString("a/1");
        assertThat(new Bid("a-1", 1)).doesNotHaveToString(new Bid("a", 11).toString());
    }

    @Test
    void anotherBidOfTheSameNumberAndInstanceHasAnotherNonce() {
        var bid = new Bid("a", 1);
        var next = bid.next(new SplittableRandom(1));

        assertThat(next.number()).isEqualTo(2);
        assertThat(next).isNotEqualTo(bid.next(new SplittableRandom(2)));
        assertThat(next.toString()).matches("a/2/[0-9a-f]{8}");
        assertThat(Bid.of(next.toString())).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/3", "someone", "a/b/x", "a/-1", "a/99999999999999999999", "a/", "a b/1", "a/1/b/c"})
    void whatAnotherProgramWroteIsABidThatIsNotOurs(String foreign) {
        var bid = Bid.of(foreign);

        assertThat(bid.number()).isZero();
        assertThat(bid.instance()).isNotEmpty().doesNotContain("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b"})
    void anInstanceIsNeverEmptyAndHasNoSlash(String instance) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Bid(instance, 1));
    }

    @Test
    void aBidIsNeverNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Bid("a", -1));
    }
}
