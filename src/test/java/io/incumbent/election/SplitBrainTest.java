package io.incumbent.election;

import static io.incumbent.election.Samples.HIGHER;
import static io.incumbent.election.Samples.OFFICE;
import static io.incumbent.election.Samples.OURS;
import static io.incumbent.election.Samples.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What comparing the two stores' words shows. */
class SplitBrainTest {

    private static final Holder US = new Holder(OURS, Optional.of(OFFICE));
    private static final Holder THEM = new Holder(THEIRS, Optional.of(HIGHER));
    private static final Holder BIDDER = new Holder(THEIRS, Optional.empty());

    @Test
    void nobodyInBothIsAgreement() {
        assertThat(compare(Optional.empty(), Optional.empty())).isEqualTo(new SplitBrain.None());
    }

    @Test
    void theSameHolderInBothIsAgreementAlsoBeforeItStoredItsTerm() {
        assertThat(compare(Optional.of(US), Optional.of(OFFICE))).isEqualTo(new SplitBrain.None());
        assertThat(compare(Optional.of(new Holder(OURS, Optional.empty())), Optional.of(OFFICE)))
                .isEqualTo(new SplitBrain.None());
    }

    @Test
    void aBidderWithoutATermContradictsNobodyIfNobodyHoldsTheTerm() {
        assertThat(compare(Optional.of(BIDDER), Optional.empty())).isEqualTo(new SplitBrain.Bidding(THEIRS));
    }

    @Test
    void eachNamingAnotherIsAContradiction() {
        assertThat(contradiction(Optional.of(THEM), Optional.of(OFFICE)))
                .isEqualTo(new SplitBrain.Different(THEM, OFFICE));
        assertThat(contradiction(Optional.of(BIDDER), Optional.of(OFFICE)))
                .isEqualTo(new SplitBrain.Different(BIDDER, OFFICE));
    }

    @Test
    void aTermThatOnlyRedisKnowsIsAContradiction() {
        assertThat(contradiction(Optional.of(US), Optional.empty())).isEqualTo(new SplitBrain.OnlyRedis(US));
    }

    @Test
    void anOfficeThatOnlyPostgresqlKnowsIsAContradiction() {
        assertThat(contradiction(Optional.empty(), Optional.of(OFFICE))).isEqualTo(new SplitBrain.OnlyPostgres(OFFICE));
    }

    @Test
    void aLeaderIsContradictedByAnotherHolderByNoneAndByAnotherTermOfItsOwn() {
        assertThat(SplitBrain.contradicts(OFFICE, Optional.of(OFFICE))).isFalse();
        assertThat(SplitBrain.contradicts(OFFICE, Optional.of(HIGHER))).isTrue();
        assertThat(SplitBrain.contradicts(OFFICE, Optional.empty())).isTrue();
        var later = new Office(OURS, new Term(8), OFFICE.hostname(), OFFICE.since());
        assertThat(SplitBrain.contradicts(OFFICE, Optional.of(later))).isTrue();
    }

    private static SplitBrain compare(Optional<Holder> redis, Optional<Office> postgres) {
        var found = SplitBrain.compare(redis, postgres);
        assertThat(found.isContradiction()).isFalse();
        return found;
    }

    private static SplitBrain contradiction(Optional<Holder> redis, Optional<Office> postgres) {
        var found = SplitBrain.compare(redis, postgres);
        assertThat(found.isContradiction()).isTrue();
        return found;
    }
}
