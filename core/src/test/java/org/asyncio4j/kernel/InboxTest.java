package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

@Timeout(10)
class InboxTest {
    /** A submission that knows its producer and its number there. */
    private record Note(int producer, int number) implements Runnable {
        @Override
        public void run() {}
    }

    private final Inbox inbox = new Inbox();

    @Test
    void anEmptyInboxHasNothing() {
        assertTrue(inbox.isEmpty());
        assertNull(inbox.takeAll());
    }

    @Test
    void givesOutInTheOrderOfArrival() {
        for (int i = 0; i < 5; i++) {
            inbox.add(new Inbox.Entry(null, new Note(0, i)));
        }
        assertEquals(List.of(0, 1, 2, 3, 4), takeNumbers());
        assertTrue(inbox.isEmpty());
        inbox.add(new Inbox.Entry(null, new Note(0, 5)));
        assertEquals(List.of(5), takeNumbers());
    }

    @Test
    void losesNothingOfManyProducersAndKeepsTheOrderOfEach() throws InterruptedException {
        int producers = 8;
        int each = 20_000;
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int producer = 0; producer < producers; producer++) {
            int id = producer;
            threads.add(Thread.ofPlatform().start(() -> produce(id, each, start)));
        }
        start.countDown();
        int[] next = new int[producers];
        int taken = 0;
        while (taken < producers * each) {
            for (Inbox.Entry entry = inbox.takeAll(); entry != null; entry = entry.next()) {
                Note note = (Note) entry.work;
                assertEquals(next[note.producer()]++, note.number());
                taken++;
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(inbox.isEmpty());
    }

    private void produce(int producer, int count, CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        for (int number = 0; number < count; number++) {
            inbox.add(new Inbox.Entry(null, new Note(producer, number)));
        }
    }

    private List<Integer> takeNumbers() {
        List<Integer> numbers = new ArrayList<>();
        for (Inbox.Entry entry = inbox.takeAll(); entry != null; entry = entry.next()) {
            numbers.add(((Note) entry.work).number());
        }
        return numbers;
    }
}
