package org.asyncio4j.http.server;

/**
 * Does one thing after the other, whatever fails: keeps the first failure, with the others in it.
 */
final class Failures {
    private Throwable first;

    void collect(Application.Hook hook) {
        try {
            hook.run();
        } catch (Throwable e) {
            if (first == null) {
                first = e;
            } else if (first != e) {
                first.addSuppressed(e);
            }
        }
    }

    void throwAll() throws Exception {
        switch (first) {
            case null -> {}
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(first);
        }
    }
}
