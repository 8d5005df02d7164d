package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.RunOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test that runs once for each engine; its one parameter is the engine's name. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ValueSource(strings = {"epoll", "io_uring", "nio"})
@interface OnEngines {

    /** What such tests have in common. */
    final class Loop {
        private static final String PROPERTY = "asyncio4j.io";

        private Loop() {}

        /** Runs a test's main task on a loop whose I/O the engine does, in real time. */
        static <X extends Exception> void run(String engine, Action<X> main) throws X {
            String before = System.getProperty(PROPERTY);
            System.setProperty(PROPERTY, engine);
            try {
                Asyncio.run(RunOptions.DEFAULT.withHandleSignals(false), main);
            } finally {
                if (before == null) {
                    System.clearProperty(PROPERTY);
                } else {
                    System.setProperty(PROPERTY, before);
                }
            }
        }

        /** Lets what was sent over the loopback arrive, and those who wait for it run. */
        static void settle() {
            sleep(millis(5));
        }
    }
}
