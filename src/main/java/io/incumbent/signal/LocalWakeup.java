package io.incumbent.signal;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells whoever wants to know that this instance has stored signals, or has made some due again. A hint: whoever misses it looks by itself in time. */
@Singleton
public class LocalWakeup {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** @param listener called after a commit on the thread that made it: must neither block nor throw */
    public void onSignalsDue(Runnable listener) {
        listeners.add(listener);
    }

    /** Signals are due that were not before. */
    public void signalsDue() {
        listeners.forEach(Runnable::run);
    }
}
