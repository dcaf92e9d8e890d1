package io.incumbent.app;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds environment variables that look like keys of this program and are not. The configuration library refuses unknown
 * keys of a file or of the command line. It ignores those of the environment, since other programs have variables there,
 * too. So a misspelt {@code INCUMBENT_ELECTION_TTL} would have no effect, and nobody would notice.
 */
final class EnvironmentCheck {

    /** A list, since a native binary cannot inspect the configuration interfaces. A test compares it with them. */
    static final Set<String> KEYS = Set.of(
            "incumbent.database.password",
            "incumbent.database.url",
            "incumbent.database.username",
            "incumbent.delivery.breaker-failures",
            "incumbent.delivery.breaker-first",
            "incumbent.delivery.breaker-longest",
            "incumbent.delivery.client-error",
            "incumbent.delivery.connect-timeout",
            "incumbent.delivery.max-age",
            "incumbent.delivery.retry-factor",
            "incumbent.delivery.retry-first",
            "incumbent.delivery.retry-longest",
            "incumbent.delivery.secrets",
            "incumbent.delivery.timeout",
            "incumbent.dispatch.authentication",
            "incumbent.dispatch.batch",
            "incumbent.dispatch.bearer-tokens",
            "incumbent.dispatch.claim-lease",
            "incumbent.dispatch.drain-timeout",
            "incumbent.dispatch.max-in-flight",
            "incumbent.dispatch.poll-interval",
            "incumbent.dispatch.url",
            "incumbent.dispatch.workers",
            "incumbent.election.call-timeout",
            "incumbent.election.check-every-beats",
            "incumbent.election.drain-timeout",
            "incumbent.election.group",
            "incumbent.election.heartbeat",
            "incumbent.election.hostname",
            "incumbent.election.instance-id",
            "incumbent.election.margin",
            "incumbent.election.redis-outage",
            "incumbent.election.ttl",
            "incumbent.fence.limit",
            "incumbent.instance.name",
            "incumbent.ledger.breaker-delay",
            "incumbent.ledger.claim-timeout",
            "incumbent.ledger.forget-after",
            "incumbent.ledger.history-retention",
            "incumbent.ledger.retries",
            "incumbent.ledger.retry-delay",
            "incumbent.ledger.retry-jitter",
            "incumbent.ledger.sign-of-life-every",
            "incumbent.ledger.stale-after",
            "incumbent.ledger.timeout",
            "incumbent.log.leadership-level",
            "incumbent.observe.breaker-delay",
            "incumbent.observe.timeout",
            "incumbent.pool.acquisition-timeout",
            "incumbent.pool.background-validation-interval",
            "incumbent.pool.foreground-validation-interval",
            "incumbent.pool.idle-in-transaction-timeout",
            "incumbent.pool.idle-removal-interval",
            "incumbent.pool.initial-size",
            "incumbent.pool.leak-detection-interval",
            "incumbent.pool.max-lifetime",
            "incumbent.pool.max-size",
            "incumbent.pool.statement-timeout",
            "incumbent.redis.hosts",
            "incumbent.schema.direct-url",
            "incumbent.schema.give-up-after",
            "incumbent.schema.holder-silence",
            "incumbent.schema.lock-timeout",
            "incumbent.schema.mode",
            "incumbent.schema.retry-first",
            "incumbent.schema.retry-longest",
            "incumbent.schema.statement-timeout",
            "incumbent.schema.watch-every",
            "incumbent.signals.authentication",
            "incumbent.signals.bearer-tokens",
            "incumbent.signals.follower-policy",
            "incumbent.signals.group-size",
            "incumbent.signals.key-pointer",
            "incumbent.signals.max-body",
            "incumbent.signals.max-waiting",
            "incumbent.signals.ordering-pointer",
            "incumbent.signals.retention",
            "incumbent.signals.retry-after",
            "incumbent.signals.secrets",
            "incumbent.signals.tolerance",
            "incumbent.signals.writers");

    /** Variables by which Kubernetes describes Services to pods; those of a Service incumbent-redis look like our keys. */
    private static final Pattern SERVICE =
            Pattern.compile("\\w+_SERVICE_(HOST|PORT(_\\w+)?)=.*|\\w+_PORT(_\\d+_\\w+)?=(tcp|udp|sctp)://.*"
                    + "|\\w+_PORT_\\d+_(TCP|UDP|SCTP)_(PROTO|PORT|ADDR)=.*");

    private static final Pattern ELEMENT = Pattern.compile("_\\d+_?$");

    private EnvironmentCheck() {}

    /** One line about the first unknown key. It does not show the value, which may be a password. */
    static Optional<String> unknownKey(Map<String, String> environment) {
        var known = known();
        return environment.entrySet().stream()
                .filter(e -> e.getKey().startsWith("INCUMBENT_"))
                .filter(e -> !SERVICE.matcher(e.getKey() + "=" + e.getValue()).matches())
                .map(Map.Entry::getKey)
                .filter(name -> !known.contains(name)
                        && !known.contains(ELEMENT.matcher(name).replaceFirst("")))
                .sorted()
                .findFirst()
                .map(name -> name + " (value not shown) is not a key of this program: check its spelling, there are "
                        + alike(name, known));
    }

    private static Set<String> known() {
        return KEYS.stream()
                .map(key -> key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The keys of the same block; all keys, if there is no such block. */
    private static String alike(String name, Set<String> known) {
        var parts = name.split("_", 3);
        var block = parts[0] + "_" + parts[1] + "_";
        var same = known.stream().filter(key -> key.startsWith(block)).toList();
        Stream<String> keys = same.isEmpty() ? known.stream() : same.stream();
        return keys.collect(Collectors.joining(", "));
    }
}
