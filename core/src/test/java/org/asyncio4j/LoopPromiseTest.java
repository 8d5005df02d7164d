package org.asyncio4j;

import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopPromiseTest {
    @Test
    void endsOnlyOnce() {
        run(() -> {
            List<Action<RuntimeException>> ends = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Promise<String> promise = createFuture();
                switch (i) {
                    case 0 -> promise.setResult("r");
                    case 1 -> promise.cancel();
                    default -> {
                        promise.setException(new IOException());
                        promise.exception();
                    }
                }
                ends.add(() -> promise.setResult("again"));
                ends.add(() -> promise.setException(new IOException("again")));
            }
            ends.forEach(end -> assertThrows(InvalidStateException.class, end::run));
        });
    }

    @Test
    void refusesToFailWithNothing() {
        run(() -> {
            Promise<String> promise = createFuture();
            assertThrows(NullPointerException.class, () -> promise.setException(null));
            assertThrows(NullPointerException.class, () -> promise.setExceptionThreadsafe(null));
            settle();
            assertFalse(promise.done());
        });
    }

    @Test
    void threadsafeSettersWakeTheLoop() {
        run(() -> {
            Promise<String> value = createFuture();
            Promise<String> failure = createFuture();
            IOException exception = new IOException("from outside");
            Task<String> reader = createTask(() -> value.await());
            settle();
            toThread(() -> {
                value.setResultThreadsafe("from outside");
                failure.setExceptionThreadsafe(exception);
            });
            assertEquals("from outside", reader.await());
            assertSame(exception, assertThrows(IOException.class, failure::await));
        });
    }

    @Test
    void threadsafeSettersAreTooLateWithoutAWord() {
        run(() -> {
            Promise<String> promise = createFuture();
            promise.setResult("first");
            promise.setResultThreadsafe("second");
            promise.setExceptionThreadsafe(new IOException("third"));
            settle();
            assertEquals("first", promise.result());
        });
    }

    @Test
    void threadsafeSettersInTheLoopTakeEffectSoon() {
        run(() -> {
            Promise<String> promise = createFuture();
            promise.setResultThreadsafe("soon");
            assertFalse(promise.done());
            assertEquals("soon", promise.await());
        });
    }

    @Test
    void threadsafeSettersRefuseAClosedLoop() {
        List<Promise<String>> promises = new ArrayList<>();
        run(() -> promises.add(createFuture()));
        assertThrows(
                IllegalStateException.class, () -> promises.getFirst().setResultThreadsafe("r"));
        assertThrows(
                IllegalStateException.class,
                () -> promises.getFirst().setExceptionThreadsafe(new IOException()));
    }

    @Test
    void aCancelledErrorAsExceptionIsACancellationHoweverItIsSet() {
        run(() -> {
            Promise<String> direct = createFuture();
            direct.setException(new CancelledError("done for"));
            assertTrue(direct.cancelled());
            Promise<String> posted = createFuture();
            posted.setExceptionThreadsafe(new CancelledError("done for"));
            assertEquals("done for", assertThrows(CancelledError.class, posted::await).reason());
            assertTrue(posted.cancelled());
        });
    }

    @Test
    void saysInAWordHowItStands() {
        run(() -> {
            Promise<String> promise = createFuture();
            assertEquals("Promise[pending]", promise.toString());
            promise.setResult("r");
            assertEquals("Promise[finished, result r]", promise.toString());
        });
    }
}
