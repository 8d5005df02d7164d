package org.asyncio4j.channel;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.asyncio4j.sync.TestLoop.waiter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemoryChannelTest {
    private final List<String> trail = new ArrayList<>();

    // ---------------------------------------------------------------- capacity

    @Test
    void withoutCapacityBothSidesMeet() {
        run(() -> {
            var channel = MemoryChannel.<String>open(0);
            waiter(trail, "sent", () -> channel.sender().send("a"));
            settle();
            assertEquals(List.of(), trail);
            assertEquals("a", channel.receiver().receive());
            settle();
            assertEquals(List.of("sent"), trail);

            waiter(trail, "received", () -> trail.add(channel.receiver().receive()));
            settle();
            channel.sender().send("b");
            trail.add("went on");
            settle();
            assertEquals(List.of("sent", "went on", "b", "received"), trail);
        });
    }

    @Test
    void withCapacitySendersRunAhead() {
        run(() -> {
            var channel = MemoryChannel.<String>open(2);
            channel.sender().send("a");
            channel.sender().send("b");
            waiter(trail, "c", () -> channel.sender().send("c"));
            settle();
            assertEquals(List.of(), trail);
            assertEquals("a", channel.receiver().receive());
            settle();
            assertEquals(List.of("c"), trail);
            assertEquals("b", channel.receiver().receive());
            assertEquals("c", channel.receiver().receive());
        });
    }

    @Test
    void withoutLimitSendersNeverWait() {
        run(() -> {
            var channel = MemoryChannel.<Integer>open(MemoryChannel.UNLIMITED);
            for (int i = 0; i < 10_000; i++) {
                channel.sender().sendNowait(i);
            }
            for (int i = 0; i < 10_000; i++) {
                assertEquals(i, channel.receiver().receiveNowait());
            }
            assertEquals(10_000, channel.sender().statistics().peak());
        });
    }

    @Test
    void refusesBadArguments() {
        assertThrows(IllegalArgumentException.class, () -> MemoryChannel.open(-1));
        assertThrows(NullPointerException.class, () -> new MemoryChannel<String>(null, null));
    }

    // ---------------------------------------------------------------- order

    @Test
    void whoWaitsLongestIsServedFirstAtWhicheverEnd() {
        run(() -> {
            var channel = MemoryChannel.<String>open(0);
            var second = channel.receiver().clone();
            waiter(trail, "x", () -> trail.add(channel.receiver().receive()));
            waiter(trail, "y", () -> trail.add(second.receive()));
            waiter(trail, "z", () -> trail.add(channel.receiver().receive()));
            settle();
            List.of("1", "2", "3").forEach(channel.sender()::send);
            settle();
            assertEquals(List.of("1", "x", "2", "y", "3", "z"), trail);
        });
    }

    @Test
    void itemsArriveInTheOrderInWhichTheyWereSentAtWhicheverEnd() {
        run(() -> {
            var channel = MemoryChannel.<String>open(1);
            var second = channel.sender().clone();
            channel.sender().send("1");
            waiter(trail, "sent 2", () -> second.send("2"));
            waiter(trail, "sent 3", () -> channel.sender().send("3"));
            settle();
            for (String item : List.of("1", "2", "3")) {
                assertEquals(item, channel.receiver().receive());
            }
            settle();
            assertEquals(List.of("sent 2", "sent 3"), trail);
        });
    }

    // ---------------------------------------------------------------- an example of Trio's manual

    /** Clones that are closed by those who use them end the channel, whoever finishes last. */
    @Test
    void manyToMany() {
        run(() -> {
            var channel = MemoryChannel.<String>open(0);
            List<Task<Void>> tasks = new ArrayList<>();
            for (String name : List.of("A", "B")) {
                var sender = channel.sender().clone();
                tasks.add(createTask(() -> produce(sender, name)));
            }
            for (int i = 0; i < 2; i++) {
                var receiver = channel.receiver().clone();
                tasks.add(createTask(() -> consume(receiver)));
            }
            channel.sender().close();
            channel.receiver().close();
            gatherSettled(tasks);
            assertEquals(
                    Set.of("0 of A", "1 of A", "2 of A", "0 of B", "1 of B", "2 of B"),
                    new HashSet<>(trail));
            assertEquals(6, trail.size());
        });
    }

    private void produce(SendChannel<String> sender, String name) {
        try (sender) {
            for (int i = 0; i < 3; i++) {
                sender.send(i + " of " + name);
                sleep(millis(i));
            }
        }
    }

    private void consume(ReceiveChannel<String> receiver) {
        try (receiver) {
            for (String item : receiver) {
                trail.add(item);
                sleep(millis(2));
            }
        }
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void tellsItsState() {
        run(() -> {
            var channel = MemoryChannel.<String>open(1, "jobs");
            var sender = channel.sender();
            String state = "Channel 'jobs' with 0/1, open to 1 senders and 1 receivers";
            assertEquals("SendChannel 'jobs' to " + state, sender.toString());
            assertEquals("ReceiveChannel 'jobs' of " + state, channel.receiver().toString());
            assertEquals(new MemoryChannel.Statistics(0, 1, 0, 1, 1, 0, 0), sender.statistics());

            var task = createTask(channel.receiver()::receive);
            settle();
            assertEquals("waits for an item of " + state, task.activity());
            assertEquals(
                    new MemoryChannel.Statistics(0, 1, 0, 1, 1, 0, 1),
                    channel.receiver().statistics());
            task.cancel();

            var clone = sender.clone();
            sender.send("a");
            var sending = createTask(() -> clone.send("b"));
            settle();
            assertEquals(
                    "waits for a receiver of Channel 'jobs' with 1/1, open to 2 senders"
                            + " and 1 receivers",
                    sending.activity());
            assertEquals(new MemoryChannel.Statistics(1, 1, 1, 2, 1, 1, 0), sender.statistics());
            channel.receiver().close();
            assertThrows(BrokenResourceException.class, sending::await);
            assertTrue(channel.receiver().toString().contains("(closed)"));
            assertTrue(
                    MemoryChannel.open(MemoryChannel.UNLIMITED)
                            .sender()
                            .toString()
                            .contains("0/unlimited"));
        });
    }

    @Test
    void whatIsUnderWayIsDroppedWithTheLastReceiver() {
        run(() -> {
            var channel = MemoryChannel.<String>open(5);
            channel.sender().send("a");
            channel.receiver().close();
            assertEquals(0, channel.sender().statistics().buffered());
            assertThrows(BrokenResourceException.class, () -> channel.sender().send("b"));
        });
    }
}
