package org.asyncio4j.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;

/**
 * Everything that reaches into the JDK's internals: virtual threads with a scheduler of our own,
 * the carrier thread below a virtual thread, and the scoped values of a thread.
 *
 * <p>The JDK has no public API for a custom scheduler of virtual threads. All of it that asyncio4j
 * needs stands in this one class, so that a public API can replace it in one place. It needs the
 * package {@code java.lang} to be open to asyncio4j; where it is not, {@link #requireAccess} says
 * how to open it.
 */
final class VirtualThreads {
    /** The first JDK whose virtual threads behave as this class needs. */
    private static final int OLDEST_FEATURE_VERSION = 25;

    private static final Throwable FAILURE;
    private static final MethodHandle NEW_THREAD;
    private static final MethodHandle CURRENT_CARRIER;
    private static final MethodHandle FIND_BINDINGS;
    private static final VarHandle BINDINGS;
    private static final MethodHandle SET_CACHE;
    private static final MethodHandle DEFAULT_SCHEDULER;

    /** The field in which the JDK's continuations hold their thread; found when first needed. */
    private static volatile Field capturedThread;

    static {
        Throwable failure = null;
        MethodHandle newThread = null;
        MethodHandle currentCarrier = null;
        MethodHandle findBindings = null;
        VarHandle bindings = null;
        MethodHandle setCache = null;
        MethodHandle defaultScheduler = null;
        try {
            Class<?> type = Class.forName("java.lang.VirtualThread");
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            MethodType constructor =
                    MethodType.methodType(
                            void.class, Executor.class, String.class, int.class, Runnable.class);
            newThread =
                    lookup.findConstructor(type, constructor)
                            .asType(constructor.changeReturnType(Thread.class));
            MethodHandles.Lookup inThread =
                    MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            currentCarrier =
                    inThread.findStatic(
                            Thread.class,
                            "currentCarrierThread",
                            MethodType.methodType(Thread.class));
            findBindings =
                    inThread.findStatic(
                            Thread.class,
                            "findScopedValueBindings",
                            MethodType.methodType(Object.class));
            bindings = inThread.findVarHandle(Thread.class, "scopedValueBindings", Object.class);
            setCache =
                    inThread.findStatic(
                            Thread.class,
                            "setScopedValueCache",
                            MethodType.methodType(void.class, Object[].class));
            defaultScheduler =
                    lookup.findStatic(
                            type, "defaultScheduler", MethodType.methodType(Executor.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            failure = e;
        }
        FAILURE = failure;
        NEW_THREAD = newThread;
        CURRENT_CARRIER = currentCarrier;
        FIND_BINDINGS = findBindings;
        BINDINGS = bindings;
        SET_CACHE = setCache;
        DEFAULT_SCHEDULER = defaultScheduler;
    }

    private VirtualThreads() {}

    /**
     * Makes sure that virtual threads can be given a scheduler.
     *
     * @throws IllegalStateException if the JDK is too old or {@code java.lang} is not open to
     *     asyncio4j; the message shows the line to add
     */
    static void requireAccess() {
        if (FAILURE != null) {
            throw new IllegalStateException(
                    JdkAccessAdvice.message(OLDEST_FEATURE_VERSION), FAILURE);
        }
    }

    /**
     * Makes a virtual thread that is scheduled by {@code scheduler}. It inherits inheritable thread
     * locals and the context class loader from the current thread, and its scoped values too.
     */
    static Thread newThread(Executor scheduler, Runnable body) {
        try {
            Thread thread = (Thread) NEW_THREAD.invokeExact(scheduler, (String) null, 0, body);
            inheritScopedValues(thread);
            return thread;
        } catch (Throwable e) {
            throw new IllegalStateException("A virtual thread could not be made.", e);
        }
    }

    /** The platform thread that runs the caller: below a virtual thread, its carrier. */
    static Thread currentCarrier() {
        try {
            return (Thread) CURRENT_CARRIER.invokeExact();
        } catch (Throwable e) {
            requireAccess();
            throw new IllegalStateException("The carrier thread could not be read.", e);
        }
    }

    /**
     * Hands the scoped values that are bound here to a thread that has not started. Binding sets
     * are immutable, so a child may keep its parent's after the parent has left the binding's
     * scope.
     */
    private static void inheritScopedValues(Thread child) throws Throwable {
        Object bindings = findScopedValues();
        if (bindings != null && bindings != (Object) BINDINGS.get(child)) {
            BINDINGS.set(child, bindings);
        }
    }

    private static Object findScopedValues() throws Throwable {
        Object bindings = (Object) BINDINGS.get(Thread.currentThread());
        return bindings != null ? bindings : (Object) FIND_BINDINGS.invokeExact();
    }

    /** The set of scoped values that are bound here; null if there are none. */
    static Object currentScopedValues() {
        try {
            return findScopedValues();
        } catch (Throwable e) {
            throw new IllegalStateException("The scoped values could not be read.", e);
        }
    }

    /** The set of scoped values that are bound in a thread that does not run; null if not known. */
    static Object scopedValuesOf(Thread thread) {
        return (Object) BINDINGS.get(thread);
    }

    /**
     * Binds another set of scoped values here, and returns the one before. The thread's cache of
     * values that it has read goes: it would answer with those of the set before.
     */
    static Object replaceScopedValues(Object bindings) {
        try {
            SET_CACHE.invokeExact((Object[]) null);
            return (Object) BINDINGS.getAndSet(Thread.currentThread(), bindings);
        } catch (Throwable e) {
            throw new IllegalStateException("The scoped values could not be replaced.", e);
        }
    }

    /**
     * The virtual thread that {@code continuation} continues: it is what the JDK's submitted object
     * has captured.
     */
    static Thread threadOf(Runnable continuation) {
        try {
            Field field = capturedThread;
            if (field == null || field.getDeclaringClass() != continuation.getClass()) {
                field = findCapturedThread(continuation.getClass());
                capturedThread = field;
            }
            return (Thread) field.get(continuation);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("This JDK hides the thread of a continuation.", e);
        }
    }

    private static Field findCapturedThread(Class<?> type) {
        for (Field field : type.getDeclaredFields()) {
            if (Thread.class.isAssignableFrom(field.getType())) {
                field.setAccessible(true);
                return field;
            }
        }
        throw new IllegalStateException("This JDK's continuations name no thread: " + type);
    }

    /** Runs a continuation where virtual threads run that have no scheduler of their own. */
    static void runOnDefaultScheduler(Runnable continuation) {
        try {
            ((Executor) DEFAULT_SCHEDULER.invokeExact()).execute(continuation);
        } catch (Throwable e) {
            throw new IllegalStateException("The JDK's own scheduler did not take a thread.", e);
        }
    }
}
