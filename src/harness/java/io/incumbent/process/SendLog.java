package io.incumbent.process;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What senders were told about one signal, over all the times that they sent it. */
final class SendLog {

    /** Ids that were told, each with how it was told. */
    final Set<String> ids = ConcurrentHashMap.newKeySet();

    final AtomicInteger accepted = new AtomicInteger();
    final AtomicInteger duplicates = new AtomicInteger();
    final AtomicInteger rejected = new AtomicInteger();
    /** Requests of which nobody knows what became: no answer, or an error. */
    final AtomicInteger unknown = new AtomicInteger();

    private volatile long firstAsked = Long.MAX_VALUE;
    private volatile long firstKnown = Long.MAX_VALUE;

    synchronized void asks(long now) {
        firstAsked = Math.min(firstAsked, now);
    }

    synchronized void isKnown(String id, long now) {
        ids.add(id);
        firstKnown = Math.min(firstKnown, now);
    }

    /** Somebody was told that it is stored. */
    boolean stored() {
        return accepted.get() + duplicates.get() > 0;
    }

    /** Nobody has any reason to believe that it is stored. */
    boolean refused() {
        return !stored() && unknown.get() == 0;
    }

    /** It was stored before {@code other} was sent for the first time. */
    boolean before(SendLog other) {
        return firstKnown < other.firstAsked;
    }

    static Map<Integer, SendLog> empty() {
        return new ConcurrentSkipListMap<>();
    }
}
