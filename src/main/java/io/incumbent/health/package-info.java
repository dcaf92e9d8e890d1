/**
 * What do the probes answer? They are on the management port. Each has one question, and every answer comes from memory
 * at the time of the request. A check that waits for a store or a worker thread would take out all instances at once
 * when that store is slow, and its answer would be out of date.
 *
 * <table>
 * <caption>What is UP when</caption>
 * <tr><th>path below {@code /q/health}</th><th>question</th><th>standby</th><th>stores down</th></tr>
 * <tr><td>{@code /live}</td><td>does the election loop still run? If not, only a restart helps</td><td>UP</td><td>UP</td></tr>
 * <tr><td>{@code /started}</td><td>is the database ready for this version?</td><td>UP</td><td>as before</td></tr>
 * <tr><td>{@code /ready}, {@code /group/leader}</td><td>is this the verified leader?</td><td>DOWN</td><td>DOWN as soon
 * as trust has run out</td></tr>
 * <tr><td>{@code /group/instance}</td><td>does it lead, or could it take over?</td><td>UP</td><td>UP on a follower</td>
 * </tr>
 * </table>
 *
 * <p>While the process shuts down, Quarkus turns {@code /ready} DOWN by itself, but no group. The group {@code leader}
 * needs no such help: leaving begins by giving up trust, and from then on there is no term.
 */
@NullMarked
package io.incumbent.health;

import org.jspecify.annotations.NullMarked;
