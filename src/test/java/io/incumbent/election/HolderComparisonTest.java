package io.incumbent.election;

import static io.incumbent.election.SampleRoles.HIGHER;
import static io.incumbent.election.SampleRoles.OURS;
import static io.incumbent.election.SampleRoles.RECORD;
import static io.incumbent.election.SampleRoles.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What comparing the two stores' words shows. */
class HolderComparisonTest {

    private static final LeaseHolder US = new LeaseHolder(OURS, Optional.of(RECORD));
    private static final LeaseHolder THEM = new LeaseHolder(THEIRS, Optional.of(HIGHER));
    private static final LeaseHolder BIDDER = new LeaseHolder(THEIRS, Optional.empty());

    @Test
    void nobodyInBothIsAgreement() {
        assertThat(compare(Optional.empty(), Optional.empty())).isEqualTo(new HolderComparison.Agree());
    }

    @Test
    void theSameHolderInBothIsAgreementAlsoBeforeItStoredItsTerm() {
        assertThat(compare(Optional.of(US), Optional.of(RECORD))).isEqualTo(new HolderComparison.Agree());
        assertThat(compare(Optional.of(new LeaseHolder(OURS, Optional.empty())), Optional.of(RECORD)))
                .isEqualTo(new HolderComparison.Agree());
    }

    @Test
    void aBidderWithoutATermContradictsNobodyIfNobodyHoldsTheTerm() {
        assertThat(compare(Optional.of(BIDDER), Optional.empty()))
                .isEqualTo(new HolderComparison.ElectionUnderWay(THEIRS));
    }

    /** That it names others than this database does is no wonder. */
    @Test
    void aLeaseOfAServiceWithAnotherDatabaseContradictsNobody() {
        var other = new LeaseHolder(THEIRS, Optional.empty(), LeaseHolder.Origin.OTHER_DATABASE);

        assertThat(compare(Optional.of(other), Optional.of(RECORD)))
                .isEqualTo(new HolderComparison.OtherDatabase(other));
        assertThat(compare(Optional.of(other), Optional.empty())).isEqualTo(new HolderComparison.OtherDatabase(other));
    }

    @Test
    void eachNamingAnotherIsAContradiction() {
        assertThat(contradiction(Optional.of(THEM), Optional.of(RECORD)))
                .isEqualTo(new HolderComparison.Different(THEM, RECORD));
        assertThat(contradiction(Optional.of(BIDDER), Optional.of(RECORD)))
                .isEqualTo(new HolderComparison.Different(BIDDER, RECORD));
    }

    @Test
    void aTermThatOnlyRedisKnowsIsAContradiction() {
        assertThat(contradiction(Optional.of(US), Optional.empty())).isEqualTo(new HolderComparison.OnlyRedis(US));
    }

    @Test
    void aLeadershipThatOnlyPostgresqlKnowsIsAContradiction() {
        assertThat(contradiction(Optional.empty(), Optional.of(RECORD)))
                .isEqualTo(new HolderComparison.OnlyPostgres(RECORD));
    }

    @Test
    void aLeaderIsContradictedByAnotherHolderByNoneAndByAnotherTermOfItsOwn() {
        assertThat(HolderComparison.contradicts(RECORD, Optional.of(RECORD))).isFalse();
        assertThat(HolderComparison.contradicts(RECORD, Optional.of(HIGHER))).isTrue();
        assertThat(HolderComparison.contradicts(RECORD, Optional.empty())).isTrue();
        var later = new LeaderRecord(OURS, new Term(8), RECORD.hostname(), RECORD.since());
        assertThat(HolderComparison.contradicts(RECORD, Optional.of(later))).isTrue();
    }

    private static HolderComparison compare(Optional<LeaseHolder> redis, Optional<LeaderRecord> postgres) {
        var found = HolderComparison.compare(redis, postgres);
        assertThat(found.isContradiction()).isFalse();
        return found;
    }

    private static HolderComparison contradiction(Optional<LeaseHolder> redis, Optional<LeaderRecord> postgres) {
        var found = HolderComparison.compare(redis, postgres);
        assertThat(found.isContradiction()).isTrue();
        return found;
    }
}
