package org.asyncio4j.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * A signal of the operating system that a program can answer.
 *
 * <p>The JDK has no supported way to hear of a signal without ending. The module {@code
 * jdk.unsupported} keeps {@code sun.misc.Signal} for that; it is used by reflection because the
 * compiler warns of its direct use, and that warning cannot be silenced.
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
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Method install = signalType.getMethod("handle", signalType, handlerType);
            Object signal = signalType.getConstructor(String.class).newInstance(name());
            Object before = install.invoke(null, signal, proxy(handlerType, handler));
            return () -> restore(install, signal, before);
        } catch (ReflectiveOperationException e) {
            return NOTHING_TO_RESTORE;
        }
    }

    private static Object proxy(Class<?> handlerType, Runnable handler) {
        return Proxy.newProxyInstance(
                handlerType.getClassLoader(),
                new Class<?>[] {handlerType},
                (self, method, arguments) ->
                        switch (method.getName()) {
                            case "handle" -> run(handler);
                            case "equals" -> self == arguments[0];
                            case "hashCode" -> System.identityHashCode(self);
                            default -> "asyncio4j's signal handler";
                        });
    }

    private static Object run(Runnable handler) {
        handler.run();
        return null;
    }

    private static void restore(Method install, Object signal, Object before) {
        try {
            install.invoke(null, signal, before);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("The handler of " + signal + " was not restored.", e);
        }
    }
}
