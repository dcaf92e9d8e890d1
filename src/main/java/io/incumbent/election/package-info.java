/**
 * Leader election: of all instances of a group, at most one believes that it leads, and nobody writes under an old term.
 *
 * <h2>What is promised</h2>
 *
 * <ul>
 *   <li><b>One believer.</b> At any moment at most one instance trusts itself, if clock <em>rates</em> differ by less than
 *       margin / ttl and at least one of the two stores is faithful: it has lost no acknowledged write, and its host's wall
 *       clock has not jumped ahead. What the clocks <em>show</em> does not matter.
 *   <li><b>Fence.</b> No write guarded by term T commits after a term above T was claimed. Needs only PostgreSQL's commits.
 *   <li><b>Terms grow</b>, strictly, from one leader to the next, though either store may have forgotten the newest.
 *   <li><b>Somebody leads</b> while both stores answer: after a crash within ttl + 500 ms, after a release within 100 ms.
 * </ul>
 *
 * <h2>Authority</h2>
 *
 * Redis says who may try: the lease is a key that expires by itself and whose value is one {@link Bid}. PostgreSQL counts
 * the {@link Term}s, refuses old ones, and is the only place where it is stored who leads. The local, monotonic clock only
 * ever shortens what the two have granted. Each store alone keeps two instances from believing at once, by an expiry of
 * its own; both are asked so that one may fail. A release notice is a hint: missed, it costs time, never safety.
 *
 * <h2>Shape</h2>
 *
 * {@link Election} is a function from {@link Role}, {@link Event} and time to {@link Step}, a role and the
 * {@link Command}s that follow from it. It does no I/O and reads no clock, so it can be run through a million accidents in a
 * second; the shell carries commands out and feeds answers back. Nothing asks a flag: "do I lead?" is
 * {@link Role#verifiedRecord}, a comparison of a deadline with the time at which it is asked.
 *
 * <pre>
 *              bid                granted             granted             stored              read back
 * Follower ───────────▶ Bidding ───────────▶ Claiming ─────────▶ Storing ─────────▶ Verifying ──────────▶ Leader
 *    ▲  ▲                │  │ failed             │ refused, failed   │ refused, failed   │ not visible      │ │  ▲
 *    │  └── refused ─────┘  └───────────┐        │ late              │ late              │ failed, late     │ └──┘ renewed
 *    │                                  ▼        ▼                   ▼                   ▼                  │
 *    │                               Leaving: drain ▶ release the term ▶ release the lease and tell  ◀──────┘
 *    │                                  │                    refused, contradicted, asked to leave, told to stop
 *    └──────────────────────────────────┴──▶ Stopped
 * </pre>
 *
 * <h2>Winning</h2>
 *
 * <ol>
 *   <li>Redis: take the lease; learn the highest term that Redis knows.
 *   <li>PostgreSQL: claim a term above its own and above that one. It is given if nobody holds one, its holder released it,
 *       or it has expired by the database's clock.
 *   <li>Redis: prolong the lease and store the term beside it, so that PostgreSQL may forget it.
 *   <li>PostgreSQL, on a fresh connection to the primary: see the claim. Only now does anybody believe.
 * </ol>
 *
 * A claim that is refused gives the lease back at once. One exception: lease and term of a crashed leader end at nearly, not
 * exactly, the same moment, so a term that ends within the margin is waited for with the lease in hand.
 *
 * <h2>Trust</h2>
 *
 * A yes is believed for ttl - margin, counted from when the question <em>was asked</em>. Whenever the store said yes, it did
 * so later than that, and keeps its word for ttl; so belief ends before the store's word does, however slow the answer was,
 * as long as the clocks' rates differ by less than the margin allows. An instance trusts itself until the earlier of lease
 * and term. When trust runs out nobody has to do anything for it to be over.
 *
 * <p>There are three answers and each is a type of its own. <em>Granted</em> prolongs trust. <em>Refused</em> ends the
 * office. <em>Failed</em> is no answer: it only burns the trust that is left, and the question is asked again soon. Past its
 * trust a leader does not act, and keeps asking; if both stores grant again under the same term, nobody has led meanwhile,
 * and it leads on. A lease held by a bidder who has no term yet counts as failed: PostgreSQL is about to refuse him. A
 * lease refused because Redis knows a higher term ends the office even if PostgreSQL, failed over, has forgotten that term.
 *
 * <p>While one store does not answer, a leader asks the other one for no more time. Cut off from one store only, it would
 * else keep the office in the other for ever: unable to use it, and nobody else could win it. Both are asked again as soon
 * as the silent one answers. Riding through a Redis outage is the exception: there the term alone is what is wanted.
 *
 * <h2>Following</h2>
 *
 * A refused bid tells for how long the lease lives; the next one comes right after that, or with the next beat if that is
 * sooner, so followers also know who leads. A notice of a release brings the next bid forward, also one that crosses a bid
 * under way. Who has just given a bid up stands aside: no notice hurries it, least of all its own, and others go first.
 *
 * <h2>Leaving</h2>
 *
 * In this order: stop believing, in memory; let fenced work finish, bounded; release the term and close its history; release
 * the lease and tell everybody. Whatever fails on the way, the next step follows. Each release names its own bid and asks
 * nothing else, so it cannot touch a successor's office and cannot be skipped for a flag that was cleared too early. A yes
 * that comes late, to a bid already given up, is given back at once; and since a question may also arrive at its store after
 * its own release, both stores remember bids that were given back and do not grant them again.
 *
 * <h2>When things fail</h2>
 *
 * <table>
 *   <caption>Failures and what follows</caption>
 *   <tr><th>what</th><th>what follows</th></tr>
 *   <tr><td>process killed</td><td>lease and term expire; the first bid after that wins; the successor closes the
 *       history as expired</td></tr>
 *   <tr><td>process paused beyond the ttl</td><td>another leads; on waking, the next look at the clock shows trust to be
 *       over, and a fenced write that was under way fails</td></tr>
 *   <tr><td>call timed out but took effect</td><td>asked again under the same bid, the stores answer yes again; given up,
 *       the bid is released by name; if that is lost too, it expires</td></tr>
 *   <tr><td>answer late, doubled or out of order</td><td>answers name their bid; trust is the latest granted, each counted
 *       from its own question</td></tr>
 *   <tr><td>Redis away</td><td>trust in the lease runs out and nobody acts; or, riding through, the leader goes on with the
 *       term alone and nobody else can be elected</td></tr>
 *   <tr><td>Redis lost its keys</td><td>the leader's next renewal takes the lease again under the same term and brings the
 *       term back; PostgreSQL refuses everybody else</td></tr>
 *   <tr><td>PostgreSQL away</td><td>trust in the term runs out, nobody leads until it is back</td></tr>
 *   <tr><td>PostgreSQL lost its last commits</td><td>the lease still keeps others out; a claim is refused or numbered above
 *       the term that Redis kept; a leader whose own claim was lost is refused and leaves</td></tr>
 *   <tr><td>the stores name different holders</td><td>the leader that PostgreSQL contradicts leaves: split brain</td></tr>
 *   <tr><td>a standby answers</td><td>no claim succeeds there, and reading back fails: never a leader</td></tr>
 * </table>
 *
 * <p>The trust window counted from the attempt, and operations scoped to their own term, are also found in
 * <a href="https://github.com/riverqueue/river">River's</a> {@code internal/leadership}; the core as a function without I/O
 * follows <a href="https://github.com/etcd-io/raft">etcd's raft</a>.
 */
@NullMarked
package io.incumbent.election;

import org.jspecify.annotations.NullMarked;
