package io.incumbent.signal;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Notifies listeners in this process that signals were stored or made due again. It is a hint only: a listener that misses it
 * finds the signals by polling.
 */
@Singleton
public class LocalWakeup {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** @param listener called after a commit on the thread that made it: must neither block nor throw */
    public void onSignalsDue(Runnable listener) {
        listeners.add(listener);
    }

    /** Calls all listeners, on the caller's thread. */
    public void signalsDue() {
        listeners.forEach(Runnable::run);
    }
}
