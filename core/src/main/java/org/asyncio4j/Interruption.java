package org.asyncio4j;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;

/** Recognises how the JDK's blocking calls report that their thread was interrupted. */
final class Interruption {
    /** Causes nest a few levels deep at most; a longer chain may be a ring. */
    private static final int DEEPEST_CAUSE = 16;

    private Interruption() {}

    /** Whether an interrupt is the exception, or a cause of it. */
    static boolean isBehind(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (isOne(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isOne(Throwable thrown) {
        return switch (thrown) {
            case InterruptedException _, ClosedByInterruptException _ -> true;
            case InterruptedIOException e -> !(e instanceof SocketTimeoutException);
            case SocketException e -> "Closed by interrupt".equals(e.getMessage());
            default -> false;
        };
    }
}
