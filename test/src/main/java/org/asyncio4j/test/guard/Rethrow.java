package org.asyncio4j.test.guard;

/** Throws what the caller does not declare: the very object that a test has failed with. */
public final class Rethrow {
    private Rethrow() {}

    /** Always throws; the return type is for {@code throw Rethrow.of(e)}. */
    public static RuntimeException of(Throwable thrown) {
        return Rethrow.<RuntimeException>undeclared(thrown);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException undeclared(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
