package org.asyncio4j.test.junit;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.asyncio4j.EventLoop;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.CancelEverywhere;
import org.asyncio4j.test.OnLoop;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.TestClock;
import org.asyncio4j.test.Trail;
import org.asyncio4j.test.Victim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

/** What {@link JUnit5Test} runs with the oldest JUnit that is supported. */
class JUnit5Samples {
    @TempDir Path folder;
    private EventLoop loop;

    @BeforeEach
    void before(EventLoop loop, TestInfo info) {
        sleep(hours(1));
        this.loop = loop;
        assertNotNull(info);
    }

    @AfterEach
    void after(TestInfo info, TestClock clock) {
        assertSame(loop, getRunningLoop());
        assertNotNull(info);
        sleep(hours(1));
    }

    @AsyncTest
    void plain(TestClock clock, @TempDir Path other, Seed seed, Trail trail) {
        assertEquals(hours(1), clock.time());
        assertEquals(0, seed.value());
        assertNotNull(other);
    }

    @AsyncTest(schedules = 10)
    void schedules() {
        assertNotNull(folder);
        createTask(() -> yieldNow()).await();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @OnLoop(schedules = 5)
    void parameters(int n, TestClock clock) {
        sleep(hours(n));
        assertEquals(hours(1 + n), clock.time());
    }

    @RepeatedTest(2)
    @OnLoop
    void repeated() {
        sleep(hours(1));
    }

    @CancelEverywhere
    void cancelled(Victim victim) {
        victim.run(() -> sleep(hours(1)));
    }

    @CancelEverywhere
    void cancelledAsAWhole() {
        sleep(hours(1));
    }

    @AsyncTest
    void aborted() {
        assumeTrue(false);
    }

    @AsyncTest
    void failing() {
        createTask("left behind", () -> sleep(hours(5)));
    }

    @Nested
    class Inner {
        @AsyncTest(schedules = 2)
        void inner() {
            assertSame(loop, getRunningLoop());
        }
    }
}
