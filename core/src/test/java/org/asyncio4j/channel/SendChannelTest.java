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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelScope;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SendChannelTest {
    private final MemoryChannel<String> channel = MemoryChannel.open(0);
    private final SendChannel<String> sender = channel.sender();
    private final ReceiveChannel<String> receiver = channel.receiver();
    private final List<String> trail = new ArrayList<>();

    private Task<Void> sending(String item) {
        return waiter(trail, item, () -> sender.send(item));
    }

    // ---------------------------------------------------------------- sending

    @Test
    void sendingIntoTheBufferDoesNotGiveWay() {
        run(() -> {
            createTask(() -> trail.add("other"));
            MemoryChannel.<String>open(1).sender().send("a");
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void sendNowaitNeverWaits() {
        run(() -> {
            assertThrows(WouldBlockException.class, () -> sender.sendNowait("a"));
            waiter(trail, "receiver", () -> trail.add(receiver.receive()));
            settle();
            sender.sendNowait("b");
            assertThrows(WouldBlockException.class, () -> sender.sendNowait("c"));
            settle();
            assertEquals(List.of("b", "receiver"), trail);
        });
    }

    @Test
    void itemsAreNeverNull() {
        assertThrows(NullPointerException.class, () -> sender.sendNowait(null));
        run(() -> assertThrows(NullPointerException.class, () -> sender.send(null)));
    }

    // ---------------------------------------------------------------- closing

    @Test
    void aClosedEndCannotBeUsed() {
        run(() -> {
            sender.close();
            sender.close();
            assertThrows(ClosedResourceException.class, () -> sender.send("a"));
            assertThrows(ClosedResourceException.class, () -> sender.sendNowait("a"));
            assertThrows(ClosedResourceException.class, sender::clone);
            assertEquals(0, sender.statistics().senders());
        });
    }

    @Test
    void closingAnEndWakesOnlyWhoWaitsAtIt() {
        run(() -> {
            SendChannel<String> clone = sender.clone();
            assertEquals(2, sender.statistics().senders());
            sending("a");
            waiter(trail, "b", () -> clone.send("b"));
            sending("c");
            settle();
            sender.close();
            settle();
            assertEquals(List.of("a ClosedResourceException", "c ClosedResourceException"), trail);
            assertEquals("b", receiver.receive());
        });
    }

    @Test
    void receiversLearnOfTheEndWhenTheLastSenderCloses() {
        run(() -> {
            SendChannel<String> clone = sender.clone();
            waiter(trail, "x", receiver::receive);
            waiter(trail, "y", receiver::receive);
            settle();
            sender.close();
            settle();
            assertEquals(List.of(), trail);
            clone.close();
            settle();
            assertEquals(List.of("x EndOfChannelException", "y EndOfChannelException"), trail);
        });
    }

    @Test
    void whenNobodyCanReceiveItIsBroken() {
        run(() -> {
            ReceiveChannel<String> clone = receiver.clone();
            sending("a");
            settle();
            receiver.close();
            settle();
            assertEquals(List.of(), trail);
            clone.close();
            settle();
            assertEquals(List.of("a BrokenResourceException"), trail);
            assertThrows(BrokenResourceException.class, () -> sender.send("b"));
            assertThrows(BrokenResourceException.class, () -> sender.sendNowait("b"));
            sender.clone().close();
        });
    }

    @Test
    void anItemThatWasTakenIsSentThoughTheEndIsClosedBeforeTheTurn() {
        run(() -> {
            sending("a");
            settle();
            assertEquals("a", receiver.receive());
            sender.close();
            settle();
            assertEquals(List.of("a"), trail);
        });
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancelledBeforeTheWaitItThrowsThere() {
        run(() -> {
            Task<Void> task =
                    waiter(
                            trail,
                            "task",
                            () -> {
                                currentTask().cancel();
                                sender.send("a");
                            });
            settle();
            assertTrue(task.isCancelled());
            assertEquals(0, sender.statistics().waitingToSend());
        });
    }

    @Test
    void cancelledWhileWaitingTheItemIsNotSent() {
        run(() -> {
            Task<Void> task = sending("a");
            sending("b");
            settle();
            task.cancel();
            assertEquals("b", receiver.receive());
            settle();
            assertEquals(List.of("a cancelled", "b"), trail);
        });
    }

    @Test
    void cancelledAfterTheItemWasTakenItIsSentAndTheNextWaitThrows() {
        run(() -> {
            Task<Void> task =
                    waiter(
                            trail,
                            "task",
                            () -> {
                                sender.send("a");
                                trail.add("sent");
                                yieldNow();
                            });
            settle();
            assertEquals("a", receiver.receive());
            task.cancel();
            settle();
            assertEquals(List.of("sent", "task cancelled"), trail);
            assertTrue(task.isCancelled());
        });
    }

    @Test
    void inACancelledScopeItIsRefused() {
        run(() ->
                cancelScope((CancelScope scope) -> {
                    waiter(trail, "receiver", receiver::receive);
                    settle();
                    scope.cancel();
                    assertThrows(CancelledError.class, () -> sender.send("a"));
                    assertEquals(1, sender.statistics().waitingToReceive());
                    sender.close();
                }));
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void refusesForeignThreadsAndLoops() {
        run(() -> {
            sending("a");
            settle();
            assertRefusedElsewhere(() -> sender.send("b"));
            assertRefusedElsewhere(() -> sender.sendNowait("b"));
            assertRefusedElsewhere(sender::clone);
            assertRefusedElsewhere(sender::close);
            assertRefusedElsewhere(sender::statistics);
            assertEquals("a", receiver.receive());
        });
    }

    @Test
    void tellsThatItIsClosed() {
        sender.close();
        assertTrue(sender.toString().matches("SendChannel@[0-9a-f]+ \\(closed\\) to Channel@.*"));
    }
}
