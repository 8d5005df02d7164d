package org.asyncio4j.http.wire;

/** Throws what was thrown elsewhere, of whatever class. */
public final class Rethrow {
    private Rethrow() {}

    /** Throws it. The result is for {@code throw}, which tells the compiler so. */
    public static RuntimeException unchecked(Throwable thrown) {
        throw Rethrow.<RuntimeException>as(thrown);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X as(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
