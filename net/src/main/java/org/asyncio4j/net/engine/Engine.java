package org.asyncio4j.net.engine;

import static org.asyncio4j.Asyncio.toThread;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/** The ways in which a loop can ask the system for its I/O. */
public enum Engine {
    /** Linux: the default there. */
    EPOLL {
        @Override
        Throwable unavailability() {
            return Epoll.unavailabilityCause();
        }

        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }
    },

    /** Linux from 5.14 on, where the system or the container allows it. */
    IO_URING {
        @Override
        Throwable unavailability() {
            return IoUring.unavailabilityCause();
        }

        @Override
        IoHandlerFactory handlers() {
            return IoUringIoHandler.newFactory();
        }
    },

    /** The JDK's selectors, which work everywhere. */
    NIO {
        @Override
        Throwable unavailability() {
            return null;
        }

        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }
    };

    /** The system property by which a user chooses. */
    static final String PROPERTY = "asyncio4j.io";

    /** The property's value for which the classes and native parts have been loaded. */
    private static volatile String loadedFor;

    /** Why it cannot be used here, or null if it can. */
    abstract Throwable unavailability();

    abstract IoHandlerFactory handlers();

    /** Whether sockets are file descriptors, rather than the JDK's channels. */
    boolean isNative() {
        return this != NIO;
    }

    /**
     * The engine that the system property {@code asyncio4j.io} names, else the best there is.
     *
     * @throws IllegalArgumentException if the property names none
     */
    static Engine choose() {
        return choose(System.getProperty(PROPERTY), Engine::unavailability);
    }

    static Engine choose(String wanted, Function<Engine, Throwable> unavailability) {
        if (wanted != null && unavailability.apply(named(wanted)) == null) {
            return named(wanted);
        }
        return unavailability.apply(EPOLL) == null ? EPOLL : NIO;
    }

    /**
     * Loads what the chosen engine needs. That takes some tenths of a second the first time, so it
     * is done in a thread, while the other tasks of the loop go on.
     *
     * <p>Gives way: only the first time in a JVM.
     */
    static void load() {
        String wanted = System.getProperty(PROPERTY, "");
        if (!wanted.equals(loadedFor)) {
            toThread(() -> {
                Engine engine = choose();
                engine.tryOut();
                engine.warnIfSubstitute();
            });
            loadedFor = wanted;
        }
    }

    private void warnIfSubstitute() {
        String message = substitution(System.getProperty(PROPERTY), Engine::unavailability);
        if (message != null) {
            System.getLogger("org.asyncio4j.net").log(Level.WARNING, message);
        }
    }

    /** What to tell a user who gets this one; null if it is what was wanted. */
    String substitution(String wanted, Function<Engine, Throwable> unavailability) {
        if (wanted == null || wanted.equals(propertyValue())) {
            return null;
        }
        return "-D"
                + PROPERTY
                + "="
                + wanted
                + " cannot be had here, so "
                + propertyValue()
                + " does the I/O instead. The reason: "
                + rootOf(unavailability.apply(named(wanted)));
    }

    /** Makes and ends a handler, which loads what one consists of. */
    private void tryOut() {
        Thread self = Thread.currentThread();
        IoHandler handler =
                handlers()
                        .newHandler(
                                new ThreadAwareExecutor() {
                                    @Override
                                    public boolean isExecutorThread(Thread thread) {
                                        return thread == self;
                                    }

                                    @Override
                                    public void execute(Runnable work) {
                                        work.run();
                                    }
                                });
        handler.initialize();
        handler.prepareToDestroy();
        handler.destroy();
    }

    private static Engine named(String name) {
        return Arrays.stream(values())
                .filter(engine -> engine.propertyValue().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "There is no engine '"
                                        + name
                                        + "' for -D"
                                        + PROPERTY
                                        + ". Use one of epoll, io_uring and nio."));
    }

    String propertyValue() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Throwable rootOf(Throwable throwable) {
        Throwable root = throwable;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
