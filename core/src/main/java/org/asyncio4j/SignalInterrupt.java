package org.asyncio4j;

import org.asyncio4j.kernel.OsSignal;

/**
 * The program was told to end, by Ctrl-C or SIGTERM, and its main task has ended of that: Python's
 * {@code KeyboardInterrupt}. Thrown by {@link Asyncio#run} after the clean-up. Where nobody catches
 * it the process ends with {@link #status}, and without a stack trace.
 */
public final class SignalInterrupt extends Error {
    private static final long serialVersionUID = 1L;

    private final int status;

    SignalInterrupt(OsSignal signal, Throwable cause) {
        super("interrupted by SIG" + signal, cause);
        this.status = signal.exitStatus();
    }

    /** The exit status that says so: 130 for SIGINT, 143 for SIGTERM. */
    public int status() {
        return status;
    }
}
