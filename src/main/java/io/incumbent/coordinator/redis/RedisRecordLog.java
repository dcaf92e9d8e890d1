package io.incumbent.coordinator.redis;

import io.incumbent.election.LeaseHolder;
import io.incumbent.logging.LogText;
import io.incumbent.logging.RepeatLimit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The log of records in Redis that no instance of this service has written: each kind as often as the limit allows. */
public final class RedisRecordLog {

    private static final Logger LOG = Logger.getLogger(RedisRecordLog.class);

    /** Another foreign value is logged, too, though no more than so many a minute. */
    private static final int OTHER_VALUES = 15;

    private final String group;
    private final RedisKeys keys;
    private final Supplier<String> instance;
    private final Supplier<String> database;
    private final RepeatLimit limit;

    public RedisRecordLog(
            String group, RedisKeys keys, Supplier<String> instance, Supplier<String> database, RepeatLimit limit) {
        this.limit = limit;
        this.group = group;
        this.keys = keys;
        this.instance = instance;
        this.database = database;
    }

    /** @param copy what is wrong with the copy of the term; empty if nothing is */
    void describe(LeaseValue value, Optional<LeaseHolder> holder, String copy) {
        holder.ifPresent(it -> describe(value, it));
        if (copy.equals("unreadable") && limit.allows(copy)) {
            LOG.warnf(
                    "the copy of the term in redis is not readable key=%s: ignored, PostgreSQL knows the term, too; the"
                            + " next renewal or election overwrites it",
                    keys.term());
        }
    }

    /** @param refusal the error of Redis; empty if there was none */
    void notificationRefused(String refusal) {
        if (!refusal.isEmpty() && limit.allows("notification")) {
            LOG.warnf(
                    "redis does not let this user publish release notifications channel=%s error=\"%s\": others learn of a"
                            + " release later, by up to a heartbeat; ACL SETUSER <user> &%s",
                    keys.releases(), LogText.detail(refusal), keys.releases());
        }
    }

    private void describe(LeaseValue value, LeaseHolder holder) {
        switch (holder.origin()) {
            case GROUP -> {}
            case OTHER_DATABASE -> {
                if (limit.allows("database")) {
                    LOG.errorf(
                            "this group in this Redis is used with another database key=incumbent.election.group"
                                    + " value=%s instance=%s database=%s otherInstance=%s otherDatabase=%s: this instance"
                                    + " cannot lead while that lease is renewed. If two services share group and Redis,"
                                    + " give one of them another group, or another Redis. If it is one service whose"
                                    + " database was restored or copied, restart the instances that still use the old id"
                                    + " of table database_identity; the lease then expires by itself, or at once by DEL %s"
                                    + " in Redis",
                            group,
                            instance.get(),
                            database.get(),
                            LogText.value(holder.bid().instance()),
                            LogText.value(value.database().orElse("")),
                            keys.lease());
                }
            }
            case FOREIGN -> {
                if (limit.allows("foreign " + (value.digest().hashCode() & OTHER_VALUES))) {
                    LOG.warnf(
                            "the lease was not written by Incumbent key=%s value=\"%s\": it is taken over after a ttl and"
                                    + " a margin if it stays as it is; at once by DEL of that key in Redis",
                            keys.lease(), LogText.detail(String.valueOf(value.text())));
                }
            }
        }
    }
}
