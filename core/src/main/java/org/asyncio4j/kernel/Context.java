package org.asyncio4j.kernel;

import java.util.concurrent.Callable;

/** The scoped values that were bound at one place, to be bound at another. */
public final class Context {
    /** Binds nothing: what it calls sees what its thread has bound. */
    public static final Context NONE = new Context(null);

    private final Object bindings;

    private Context(Object bindings) {
        this.bindings = bindings;
    }

    /** What is bound here. */
    public static Context capture() {
        return new Context(VirtualThreads.currentScopedValues());
    }

    public <T> T call(Callable<T> call) throws Exception {
        if (bindings == null) {
            return call.call();
        }
        Object before = VirtualThreads.replaceScopedValues(bindings);
        try {
            return call.call();
        } finally {
            VirtualThreads.replaceScopedValues(before);
        }
    }
}
