package org.asyncio4j.docs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Runs a sample as {@code java} would run it without arguments, but in this JVM. What it prints is
 * kept; of what it logs, all but the date and place.
 *
 * <p>The report of a step that has kept the loop counts only where a sample is about that: on a
 * busy machine it may happen to any.
 */
final class SampleRun {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Object[] NOTHING = {};

    /** Stands in the report of a step that has kept the loop. */
    static final String SLOW_STEP = " has kept the loop ";

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    /** Runs {@code main} of a class; returns when it has ended. */
    SampleRun(Class<?> type, boolean isAboutSlowSteps) throws InterruptedException {
        PrintStream outputBefore = System.out;
        PrintStream errorsBefore = System.err;
        Logger root = LogManager.getLogManager().getLogger("");
        Handler[] handlersBefore = root.getHandlers();
        PrintStream newErrors = new PrintStream(errors, true, StandardCharsets.UTF_8);
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        System.setErr(newErrors);
        for (Handler handler : handlersBefore) {
            root.removeHandler(handler);
        }
        Handler handler = new LogWithoutDate(isAboutSlowSteps);
        root.addHandler(handler);
        try {
            runInThread(type);
        } finally {
            System.setOut(outputBefore);
            System.setErr(errorsBefore);
            root.removeHandler(handler);
            for (Handler before : handlersBefore) {
                root.addHandler(before);
            }
        }
    }

    private static void runInThread(Class<?> type) throws InterruptedException {
        Thread thread = new Thread(() -> runMain(type), "main");
        thread.setDaemon(true);
        thread.start();
        if (!thread.join(LONGEST)) {
            IllegalStateException exception =
                    new IllegalStateException("not ended after " + LONGEST);
            exception.setStackTrace(thread.getStackTrace());
            throw exception;
        }
    }

    private static void runMain(Class<?> type) {
        try {
            Method main = mainOf(type);
            main.setAccessible(true);
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            Object[] none = main.getParameterCount() == 0 ? NOTHING : new Object[] {new String[0]};
            main.invoke(constructor.newInstance(), none);
        } catch (InvocationTargetException e) {
            System.err.print("Exception in thread \"main\" ");
            e.getCause().printStackTrace();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Method mainOf(Class<?> type) throws NoSuchMethodException {
        try {
            return type.getDeclaredMethod("main");
        } catch (NoSuchMethodException e) {
            return type.getDeclaredMethod("main", String[].class);
        }
    }

    String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    /** Prints level, message and stack trace to what is stderr now. */
    private static final class LogWithoutDate extends ConsoleHandler {
        private final boolean withSlowSteps;

        LogWithoutDate(boolean withSlowSteps) {
            this.withSlowSteps = withSlowSteps;
        }

        @Override
        public void publish(LogRecord logged) {
            if (!withSlowSteps && logged.getMessage().contains(SLOW_STEP)) {
                return;
            }
            System.err.println(logged.getLevel() + ": " + logged.getMessage());
            if (logged.getThrown() != null) {
                logged.getThrown().printStackTrace();
            }
        }
    }
}
