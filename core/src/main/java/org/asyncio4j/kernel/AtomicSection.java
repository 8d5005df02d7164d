package org.asyncio4j.kernel;

/** A stretch of a fiber in which it must not give way. */
final class AtomicSection {
    private final Throwable begin = new Throwable("the atomic section began here");

    /** Where foreign code gave way inside all the same; null while none has. */
    private Throwable violation;

    /** The error of a wait of ours that would break the section. */
    IllegalStateException refusal(FiberBody body, Object waitedFor) {
        return new IllegalStateException(
                body.describe()
                        + " would wait for "
                        + waitedFor
                        + " inside atomically(...), where no other task may run. Move the wait out"
                        + " of the atomic section, whose begin is shown as the cause.",
                begin);
    }

    /** Notes that the thread has given way. On the bare carrier. */
    void brokenBy(Thread thread) {
        if (violation == null) {
            violation = new Throwable("the atomic section waited here");
            violation.setStackTrace(thread.getStackTrace());
        }
    }

    void requireUnbroken(FiberBody body) {
        if (violation != null) {
            IllegalStateException failure =
                    new IllegalStateException(
                            body.describe()
                                    + " waited in foreign code inside atomically(...), and other"
                                    + " tasks ran meanwhile. The wait is shown as the cause, the"
                                    + " begin of the section as suppressed.",
                            violation);
            failure.addSuppressed(begin);
            throw failure;
        }
    }
}
