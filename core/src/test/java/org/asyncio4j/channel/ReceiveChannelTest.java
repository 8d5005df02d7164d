package org.asyncio4j.channel;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.sync.TestLoop.assertRefusedElsewhere;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.asyncio4j.sync.TestLoop.waiter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelScope;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReceiveChannelTest {
    private final MemoryChannel<String> channel = MemoryChannel.open(5);
    private final SendChannel<String> sender = channel.sender();
    private final ReceiveChannel<String> receiver = channel.receiver();
    private final List<String> trail = new ArrayList<>();

    private Task<Void> receiving(String name) {
        return waiter(trail, name, () -> trail.add(receiver.receive() + " to"));
    }

    // ---------------------------------------------------------------- receiving

    @Test
    void receivingWhatIsThereDoesNotGiveWay() {
        run(() -> {
            createTask(() -> trail.add("other"));
            sender.send("a");
            assertEquals("a", receiver.receive());
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void receiveNowaitNeverWaits() {
        run(() -> {
            assertThrows(WouldBlockException.class, receiver::receiveNowait);
            sender.send("a");
            assertEquals("a", receiver.receiveNowait());
            sender.close();
            assertThrows(EndOfChannelException.class, receiver::receiveNowait);
        });
    }

    @Test
    void anItemBelongsToTheWokenReceiverAtOnce() {
        run(() -> {
            receiving("woken");
            settle();
            sender.send("a");
            assertThrows(WouldBlockException.class, receiver::receiveNowait);
            settle();
            assertEquals(List.of("a to", "woken"), trail);
        });
    }

    // ---------------------------------------------------------------- closing

    @Test
    void whatIsUnderWayComesBeforeTheEnd() {
        run(() -> {
            sender.send("a");
            sender.send("b");
            sender.close();
            assertEquals("a", receiver.receive());
            assertEquals("b", receiver.receive());
            assertThrows(EndOfChannelException.class, receiver::receive);
        });
    }

    @Test
    void aClosedEndCannotBeUsed() {
        run(() -> {
            sender.send("a");
            ReceiveChannel<String> clone = receiver.clone();
            receiver.close();
            receiver.close();
            assertThrows(ClosedResourceException.class, receiver::receive);
            assertThrows(ClosedResourceException.class, receiver::receiveNowait);
            assertThrows(ClosedResourceException.class, receiver::clone);
            assertEquals("a", clone.receive());
        });
    }

    @Test
    void closingAnEndWakesOnlyWhoWaitsAtIt() {
        run(() -> {
            ReceiveChannel<String> clone = receiver.clone();
            receiving("x");
            waiter(trail, "y", () -> trail.add(clone.receive()));
            receiving("z");
            settle();
            receiver.close();
            sender.send("a");
            settle();
            assertEquals(
                    List.of("x ClosedResourceException", "z ClosedResourceException", "a", "y"),
                    trail);
        });
    }

    @Test
    void anItemThatWasHandedOverIsReceivedThoughTheEndIsClosedBeforeTheTurn() {
        run(() -> {
            receiving("x");
            settle();
            sender.send("a");
            receiver.close();
            settle();
            assertEquals(List.of("a to", "x"), trail);
        });
    }

    // ---------------------------------------------------------------- iteration

    @Test
    void aLoopEndsWithTheChannel() {
        run(() -> {
            Task<?> task =
                    createTask(() -> {
                        try (receiver) {
                            receiver.forEach(trail::add);
                        }
                    });
            sender.send("a");
            settle();
            sender.send("b");
            sender.close();
            task.await();
            assertEquals(List.of("a", "b"), trail);
        });
    }

    @Test
    void aLoopOverAClosedEndFails() {
        run(() -> {
            receiver.close();
            assertThrows(ClosedResourceException.class, () -> receiver.forEach(trail::add));
        });
    }

    @Test
    void anIteratorMayBeAskedTwice() {
        run(() -> {
            sender.send("a");
            sender.close();
            Iterator<String> iterator = receiver.iterator();
            assertTrue(iterator.hasNext());
            assertTrue(iterator.hasNext());
            assertEquals("a", iterator.next());
            assertFalse(iterator.hasNext());
            assertThrows(NoSuchElementException.class, iterator::next);
        });
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancelledBeforeTheWaitItThrowsThere() {
        run(() -> {
            waiter(
                    trail,
                    "task",
                    () -> {
                        currentTask().cancel();
                        receiver.receive();
                    });
            settle();
            assertEquals(List.of("task cancelled"), trail);
            assertEquals(0, receiver.statistics().waitingToReceive());
        });
    }

    @Test
    void cancelledWhileWaitingItTakesNothing() {
        run(() -> {
            Task<Void> first = receiving("first");
            receiving("second");
            settle();
            first.cancel();
            sender.send("a");
            settle();
            assertEquals(List.of("first cancelled", "a to", "second"), trail);
        });
    }

    @Test
    void cancelledAfterTheItemWasHandedOverItIsReceivedAndTheNextWaitThrows() {
        run(() -> {
            Task<Void> task =
                    waiter(
                            trail,
                            "task",
                            () -> {
                                trail.add(receiver.receive());
                                yieldNow();
                            });
            settle();
            sender.send("a");
            task.cancel();
            settle();
            assertEquals(List.of("a", "task cancelled"), trail);
        });
    }

    @Test
    void aCancellationThatWasPutOffEndsATaskThatDoesNotWaitAgain() {
        run(() -> {
            Task<String> task = createTask(receiver::receive);
            settle();
            sender.send("a");
            task.cancel();
            settle();
            assertTrue(task.isCancelled());
        });
    }

    @Test
    void inACancelledScopeItIsRefused() {
        run(() ->
                cancelScope((CancelScope scope) -> {
                    sender.send("a");
                    scope.cancel();
                    assertThrows(CancelledError.class, receiver::receive);
                    assertEquals("a", receiver.receiveNowait());
                }));
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void refusesForeignThreadsAndLoops() {
        run(() -> {
            sender.send("a");
            assertRefusedElsewhere(receiver::receive);
            assertRefusedElsewhere(receiver::receiveNowait);
            assertRefusedElsewhere(receiver::clone);
            assertRefusedElsewhere(receiver::close);
            assertRefusedElsewhere(receiver::statistics);
            assertEquals("a", receiver.receive());
        });
    }
}
