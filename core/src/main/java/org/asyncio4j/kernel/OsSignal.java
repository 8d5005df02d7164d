package org.asyncio4j.kernel;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A signal of the operating system that a program can answer.
 *
 * <p>The JDK has no other way to hear of a signal without ending than {@code sun.misc.Signal},
 * which the module {@code jdk.unsupported} keeps for that.
 */
public enum OsSignal {
    /** Ctrl-C. */
    INT(2),
    /** What {@code kill} sends, and whoever stops a service. */
    TERM(15);

    private static final Runnable NOTHING_TO_RESTORE = () -> {};

    private final int number;

    OsSignal(int number) {
        this.number = number;
    }

    /** The exit status of a process that ends of this signal, by the custom of shells. */
    public int exitStatus() {
        return 128 + number;
    }

    /**
     * Has {@code handler} run at each such signal, on a thread of the JDK.
     *
     * @return restores the handler before; nothing happens where signals cannot be handled: on a
     *     system that does not know this one, under {@code -Xrs}, without {@code jdk.unsupported}
     */
    public Runnable handle(Runnable handler) {
        try {
            Signal signal = new Signal(name());
            SignalHandler before = Signal.handle(signal, _ -> handler.run());
            return () -> Signal.handle(signal, before);
        } catch (IllegalArgumentException | NoClassDefFoundError e) {
            return NOTHING_TO_RESTORE;
        }
    }
}
