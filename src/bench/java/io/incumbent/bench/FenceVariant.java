package io.incumbent.bench;

import java.util.List;

/**
 * One way to fence: what a writer says before its work, how a holder renews, how a successor claims.
 *
 * @param enter statements that begin a fenced transaction, in one round trip
 * @param claim statements of a claim, in one round trip and one transaction
 */
record FenceVariant(String name, String enter, String renew, String claim) {

    private static final String LOCK = "hashtextextended('g', 'office'::regclass::oid::bigint)";
    private static final String RENEW = "UPDATE office SET renewed_at = clock_timestamp() WHERE name = 'g'";
    private static final String CLAIM =
            "UPDATE office SET term = term + 1, renewed_at = clock_timestamp() WHERE name = 'g'";
    private static final String READ = "SELECT term FROM office WHERE name = 'g'";

    static List<FenceVariant> all() {
        return List.of(
                new FenceVariant("no fence", "", RENEW, CLAIM),
                new FenceVariant("read only, no lock (unsafe)", READ, RENEW, CLAIM),
                new FenceVariant("row, FOR SHARE", READ + " FOR SHARE", RENEW, CLAIM),
                new FenceVariant(
                        "row, FOR KEY SHARE / FOR UPDATE",
                        READ + " FOR KEY SHARE",
                        RENEW,
                        "SELECT 1 FROM office WHERE name = 'g' FOR UPDATE; " + CLAIM),
                new FenceVariant(
                        "row of its own for renewals, FOR SHARE",
                        READ + " FOR SHARE",
                        "UPDATE renewal SET renewed_at = clock_timestamp() WHERE name = 'g'",
                        CLAIM),
                new FenceVariant(
                        "advisory lock, shared / exclusive",
                        "SELECT pg_advisory_xact_lock_shared(" + LOCK + "); " + READ,
                        RENEW,
                        "SELECT pg_advisory_xact_lock(" + LOCK + "); " + CLAIM),
                new FenceVariant(
                        "table lock, ROW SHARE / EXCLUSIVE",
                        "LOCK TABLE fence IN ROW SHARE MODE; " + READ,
                        RENEW,
                        "BEGIN; LOCK TABLE fence IN EXCLUSIVE MODE; " + CLAIM + "; COMMIT"));
    }
}
