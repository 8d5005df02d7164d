package org.asyncio4j;

import org.asyncio4j.kernel.OsSignal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Turns SIGINT and SIGTERM into the cancellation of the main tasks that run. The second signal ends
 * the process at once. The handlers are there only while some loop runs.
 */
final class SignalGuard {
    private static final List<OsSignal> SIGNALS = List.of(OsSignal.INT, OsSignal.TERM);
    private static final SignalGuard INSTANCE = new SignalGuard();

    /** What to tell; guarded by this object's monitor, like all below. */
    private final List<Consumer<OsSignal>> guarded = new ArrayList<>();

    private final List<Runnable> restorations = new ArrayList<>();
    private boolean signalled;

    private SignalGuard() {}

    /**
     * Has {@code listener} told of the first signal, on the signal's thread, until it is removed.
     */
    static void add(Consumer<OsSignal> listener) {
        INSTANCE.register(listener);
    }

    static void remove(Consumer<OsSignal> listener) {
        INSTANCE.unregister(listener);
    }

    private synchronized void register(Consumer<OsSignal> listener) {
        if (guarded.isEmpty()) {
            signalled = false;
            SIGNALS.forEach(signal -> restorations.add(signal.handle(() -> received(signal))));
        }
        guarded.add(listener);
    }

    private synchronized void unregister(Consumer<OsSignal> listener) {
        guarded.remove(listener);
        if (guarded.isEmpty()) {
            restorations.forEach(Runnable::run);
            restorations.clear();
        }
    }

    private void received(OsSignal signal) {
        List<Consumer<OsSignal>> told;
        synchronized (this) {
            told = signalled ? List.of() : List.copyOf(guarded);
            signalled = true;
        }
        if (told.isEmpty()) {
            System.exit(signal.exitStatus());
        }
        told.forEach(listener -> listener.accept(signal));
    }
}
