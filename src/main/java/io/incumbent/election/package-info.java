/**
 * What may an instance believe, and what follows from each event? Of all instances of a group at most one believes that
 * it leads, and none writes under an old term. This package is pure: no I/O, thread, clock or logger.
 *
 * <h2>What is promised</h2>
 *
 * <ul>
 *   <li><b>One believer.</b> At any moment at most one instance trusts itself, if clock <em>rates</em> differ by less than
 *       margin / ttl and at least one of the two stores is faithful: it has lost no acknowledged write, and its host's wall
 *       clock has not jumped ahead. What the clocks <em>show</em> does not matter.
 *   <li><b>Fence.</b> No write guarded by term T commits after a term above T was claimed. Needs only PostgreSQL's commits.
 *   <li><b>Terms grow</b>, strictly, from one leader to the next, though either store may have forgotten the newest.
 *   <li><b>Somebody leads</b> while both stores answer: after a crash within ttl + 500 ms, after a release within 100 ms;
 *       within 2 ttl + 1 s if a store holds a record that no correct run can have written. No instance asks a store more
 *       than ten times in a second, or twenty times after a release notification.
 * </ul>
 *
 * <h2>Authority</h2>
 *
 * Redis decides which instance may claim: the lease is a key that expires by itself and whose value is one {@link Bid}.
 * PostgreSQL counts the {@link Term}s, refuses old ones, and is the only place that stores who leads. The local,
 * monotonic clock only ever shortens what the two have granted. Each store alone prevents two believers, by an expiry of
 * its own; two are used so that one may fail. A release notification is a hint: a missed one costs time, never safety.
 *
 * <h2>Shape</h2>
 *
 * {@link Election} is a function from {@link Role}, {@link Event} and time to {@link Step}, a role and the
 * {@link Command}s that follow from it. It does no I/O and reads no clock, so a simulation can run it through a million
 * failures in a second. The coordinator executes the commands and returns the answers. There is no flag: "do I lead?" is
 * {@link Role#verifiedRecord}, a comparison of a deadline with the present time.
 *
 * <pre>
 *              bid                granted             granted             stored              read back
 * Follower ───────────▶ Bidding ───────────▶ Claiming ─────────▶ Storing ─────────▶ Verifying ──────────▶ Leader
 *    ▲  ▲                │  │ failed             │ refused, failed   │ refused, failed   │ not visible      │ │  ▲
 *    │  └── refused ─────┘  └───────────┐        │ late              │ late              │ failed, late     │ └──┘ renewed
 *    │                                  ▼        ▼                   ▼                   ▼                  │
 *    │                               Leaving: drain ▶ release the term ▶ release the lease, notify   ◀──────┘
 *    │                                  │                    refused, contradicted, asked to leave or to stop
 *    └──────────────────────────────────┴──▶ Stopped
 * </pre>
 *
 * <h2>Winning</h2>
 *
 * <ol>
 *   <li>Redis: take the lease; learn the highest term that Redis knows.
 *   <li>PostgreSQL: claim a term above its own and above that one. It is given if nobody holds one, its holder released it,
 *       or it has expired by the database's clock.
 *   <li>Redis: prolong the lease and store the term beside it, for the case that PostgreSQL loses its last commits.
 *   <li>PostgreSQL, on a fresh connection to the primary: read the claim back. Only now the instance leads.
 * </ol>
 *
 * If the claim is refused, the lease is released at once. There is one exception: lease and term of a crashed leader end
 * at nearly, not exactly, the same moment, so the candidate keeps the lease and waits for a term that ends within the
 * margin.
 *
 * <h2>Trust</h2>
 *
 * A grant is trusted for ttl - margin, counted from when the request <em>was sent</em>. The store granted later than
 * that, and its grant lasts for ttl. So trust ends before the grant does, however slow the answer was, as long as the
 * clocks' rates differ by less than the margin allows. An instance trusts itself until the earlier of lease and term.
 * Trust runs out without any action.
 *
 * <p>There are three answers, and each is a type of its own. <em>Granted</em> extends trust. <em>Refused</em> ends the
 * leadership. <em>Failed</em> is no answer: it only uses up trust, and the request is repeated soon. Once trust has run
 * out, a leader does not act and keeps renewing. If both stores grant again under the same term, no other instance has
 * led meanwhile, and its leadership continues. A lease held by a bidder that has no term yet counts as failed:
 * PostgreSQL is about to refuse that bidder. A lease refused because Redis knows a higher term ends the leadership, even
 * if PostgreSQL has lost that term in a failover.
 *
 * <p>While one store does not answer, a leader does not renew in the other one. It would otherwise keep the leadership
 * there for ever, without being able to act on it. Both are renewed again as soon as that store answers. Riding through
 * a Redis outage is the exception: there the term alone counts. Past its trust, a leader only looks at a silent store,
 * since a renewal without an answer may have taken effect: on a link that carries nothing back, or too slowly, it would
 * keep a record alive for ever that nobody can use.
 *
 * <p>If the wall clock went ahead of the counting clock, this machine may have been stopped for a time that no clock of it
 * has counted. A leader is then unverified until both stores have granted again what was asked for after the jump.
 *
 * <h2>Following</h2>
 *
 * The answer to a refused bid has the time until the lease expires. The next bid follows right after that, or with the
 * next heartbeat if that is sooner, so followers also know who leads. A release notification brings the next bid
 * forward, also if it arrives while a bid is in progress. An instance that has just given up a bid ignores
 * notifications, its own included, so that others bid first.
 *
 * <h2>Records that do not end</h2>
 *
 * Each grant writes a stamp that never repeats, and the holder's ttl, into the record of its store. A follower keeps one
 * {@link io.incumbent.election.Observations.Sighting} for each store: which grant it has seen there, and since when, by its own clock, the answer that first
 * named it arrived. It looks at Redis with each bid, and at PostgreSQL after each bid that was refused. A record is
 * <em>impossible</em> if it has no expiry, or more left than its own ttl: its expiry was removed, a wall clock was wrong, or
 * another program wrote it. It may be taken over once its stamp was sighted for its ttl and a margin. The store compares
 * the stamp, and that the record is impossible still, so the takeover itself proves that nobody was granted anything
 * meanwhile, and the holder's trust is over. Each store judges for itself: what was seen in one never excuses the other.
 *
 * <h2>No loop is hot</h2>
 *
 * A refused request always waits, 125 ms at least, or 50 ms after a release notification. A candidacy that failed is
 * followed by a longer wait, and each one in a row that was given a term and could not verify it doubles that, up to the
 * ttl: a term is a row of history for ever. No answer brings a renewal forward to less than 125 ms after the one before.
 *
 * <h2>Leaving</h2>
 *
 * In this order: end trust, in memory; let fenced work finish, for a limited time; release the term and close its
 * history; release the lease and notify the others. A step that fails does not stop the next one. Each release names its
 * own bid and depends on no other state. So it cannot affect a successor's leadership, and no flag that was cleared too
 * early can skip it. A late grant, to a bid that was given up, is released at once. A request may also arrive at its
 * store after its own release, so both stores remember released bids and do not grant them again.
 *
 * <h2>Failures</h2>
 *
 * <table>
 *   <caption>Failures and what follows</caption>
 *   <tr><th>what</th><th>what follows</th></tr>
 *   <tr><td>process killed</td><td>lease and term expire; the first bid after that wins; the successor closes the
 *       history as expired</td></tr>
 *   <tr><td>process paused beyond the ttl</td><td>another leads; on waking, trust is over, and a fenced write
 *       that was in progress fails</td></tr>
 *   <tr><td>call timed out but took effect</td><td>asked again under the same bid, the stores grant again; a bid that
 *       is given up is released by name, and expires if the release is lost, too</td></tr>
 *   <tr><td>answer late, doubled or out of order</td><td>answers name their bid; trust is the latest granted, each counted
 *       from its own question</td></tr>
 *   <tr><td>Redis does not answer</td><td>trust in the lease runs out and no instance acts; or, riding through, the leader
 *       continues with the term alone and no other can be elected</td></tr>
 *   <tr><td>Redis lost its keys</td><td>the leader's next renewal acquires the lease again under the same term and stores
 *       the term again; PostgreSQL refuses all others</td></tr>
 *   <tr><td>a dead leader's record does not end</td><td>it is taken over by observation, see above</td></tr>
 *   <tr><td>the copy of the term in Redis is garbage</td><td>the script's check does not fit: there is no copy</td></tr>
 *   <tr><td>PostgreSQL does not answer</td><td>trust in the term runs out, no instance leads until it answers again</td></tr>
 *   <tr><td>PostgreSQL lost its last commits</td><td>the lease still keeps others out; a claim is refused or numbered above
 *       the term that Redis kept; a leader whose own claim was lost is refused and leaves</td></tr>
 *   <tr><td>the stores name different holders</td><td>the leader that PostgreSQL contradicts leaves: split brain</td></tr>
 *   <tr><td>a standby answers</td><td>no claim succeeds there, and reading back fails: never a leader</td></tr>
 * </table>
 *
 * <p>The trust window counted from the attempt, and operations scoped to their own term, are also found in <a
 * href="https://github.com/riverqueue/river">River's</a> {@code internal/leadership}; the core as a function without I/O
 * follows <a href="https://github.com/etcd-io/raft">etcd's raft</a>.
 */
@NullMarked
package io.incumbent.election;

import org.jspecify.annotations.NullMarked;
