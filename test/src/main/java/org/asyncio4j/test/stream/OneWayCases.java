package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.test.Testing.assertCancellable;
import static org.asyncio4j.test.Testing.assertDoesNotGiveWay;
import static org.asyncio4j.test.Testing.waitAllTasksBlocked;
import static org.asyncio4j.test.stream.Checks.cutShort;
import static org.asyncio4j.test.stream.Checks.require;
import static org.asyncio4j.test.stream.Checks.requireEqual;
import static org.asyncio4j.test.stream.Checks.requireThrows;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.Task;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.SendStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** What holds for a stream in one direction. */
final class OneWayCases {
    /** What no stream keeps without having its sender wait. */
    private static final long FAR_TOO_MUCH = 64L * 1024 * 1024;

    private static final int BLOCK = 32 * 1024;

    private final Conformance suite;
    private final String prefix;
    private final Coroutine<PipeEnds, ?> maker;

    OneWayCases(Conformance suite, String prefix, Coroutine<PipeEnds, ?> maker) {
        this.suite = suite;
        this.prefix = prefix;
        this.maker = maker;
    }

    /** A check of a sender and a receiver. */
    private interface Check {
        void run(SendStream sender, ReceiveStream receiver) throws Exception;
    }

    private void add(String name, Check check) {
        suite.add(
                prefix + name,
                () -> {
                    PipeEnds ends = maker.run();
                    try {
                        check.run(ends.sender(), ends.receiver());
                    } finally {
                        ends.release().run();
                    }
                });
    }

    void addAll() {
        add("what is sent is received, in order, however it is split", this::order);
        add("an empty send sends nothing", this::emptySend);
        add("a sender may change its buffers when the send has returned", this::buffersBack);
        add("a receive fills only what it was given", this::room);
        add("a receive waits until something comes", this::waitForBytes);
        add("a receive of what has come does not give way", this::noWaitForBytes);
        add("nothing begins in a cancelled scope", this::cancelledScope);
        add("a receive that is cancelled while it waits has received nothing", this::cutWait);
        add("a receive that is cancelled as something comes loses nothing", this::cutAtWakeUp);
        add("cancellations at any moment lose nothing and double nothing", this::cutAnywhere);
        add("drain and flush do not give way when there is nothing to wait for", this::idleDrain);
        if (suite.options.backPressure()) {
            add("a sender waits while nobody receives", this::backPressure);
            add("a sender that is cancelled while it waits knows what was taken", this::cutSend);
            add("drain and flush wait for the receiver, and then end", this::busyDrain);
        }
        add("after the end of the stream comes nothing but the end", this::end);
        add("a receive that waits is woken by the end of the stream", this::endWakes);
        add("nothing can be sent after the end of the stream", this::sendAfterEnd);
    }

    private Random random() {
        return suite.options.seed().random();
    }

    // ---------------------------------------------------------------- data

    private void order(SendStream sender, ReceiveStream receiver) throws Exception {
        Random random = random();
        for (int round = 0; round < suite.options.rounds(); round++) {
            int total = random.nextInt(40_000);
            Random sending = new Random(random.nextLong());
            Random receiving = new Random(random.nextLong());
            taskGroup(group -> {
                group.createTask("sender", () -> sendAll(sender, new Pattern(), total, sending));
                receiveAll(receiver, new Pattern(), total, receiving);
            });
        }
    }

    private static void sendAll(SendStream sender, Pattern pattern, long total, Random random)
            throws IOException {
        while (pattern.place() < total) {
            ByteBuffer[] buffers = new ByteBuffer[1 + random.nextInt(3)];
            for (int index = 0; index < buffers.length; index++) {
                int count = (int) Math.min(total - pattern.place(), size(random));
                buffers[index] = pattern.peekBuffer(count, random);
                pattern.skip(count);
            }
            sender.send(buffers);
            for (ByteBuffer each : buffers) {
                require(!each.hasRemaining(), "A send returned and has not taken all bytes.");
            }
            if (random.nextInt(4) == 0) {
                yieldNow();
            }
        }
    }

    /** Mostly small, at times more than fits at once, at times nothing. */
    private static int size(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> 1 + random.nextInt(20_000);
            case 2, 3 -> 1;
            default -> 1 + random.nextInt(1000);
        };
    }

    private static void receiveAll(
            ReceiveStream receiver, Pattern pattern, long total, Random random) throws IOException {
        while (pattern.place() < total) {
            byte[] bytes = receiveSome(receiver, 1 + size(random), random.nextBoolean());
            require(bytes != null, "The stream ended after " + pattern.place() + " bytes.");
            require(bytes.length > 0, "A receive returned without a byte.");
            pattern.check(bytes);
        }
        requireEqual(total, pattern.place(), "The number of bytes that were received");
    }

    /** Null at the end. */
    private static byte[] receiveSome(ReceiveStream receiver, int max, boolean intoBuffer)
            throws IOException {
        if (!intoBuffer) {
            byte[] bytes = receiver.receive(max);
            require(bytes == null || bytes.length <= max, "More was received than asked for.");
            return bytes;
        }
        ByteBuffer target = ByteBuffer.allocateDirect(max);
        int count = receiver.receive(target);
        requireEqual(Math.max(0, count), target.position(), "The position of the buffer");
        if (count < 0) {
            return null;
        }
        byte[] bytes = new byte[count];
        target.flip().get(bytes);
        return bytes;
    }

    private static void receiveAll(ReceiveStream receiver, Pattern pattern, long total)
            throws IOException {
        while (pattern.place() < total) {
            byte[] bytes = receiver.receive((int) Math.min(BLOCK, total - pattern.place()));
            require(bytes != null, "The stream ended after " + pattern.place() + " bytes.");
            pattern.check(bytes);
        }
    }

    private void emptySend(SendStream sender, ReceiveStream receiver) throws Exception {
        sender.send();
        sender.send(ByteBuffer.allocate(0));
        sender.send(ByteBuffer.allocate(0), ByteBuffer.allocate(0));
        Task<byte[]> received = createTask("receiver", () -> receiver.receive(10));
        waitAllTasksBlocked();
        require(!received.isDone(), "An empty send had something received.");
        sender.send(ByteBuffer.allocate(0), ByteBuffer.wrap(new byte[] {42}));
        require(
                Arrays.equals(new byte[] {42}, received.await(IOException.class)),
                "One byte was sent, and something else received.");
    }

    private void buffersBack(SendStream sender, ReceiveStream receiver) throws Exception {
        byte[] block = new byte[BLOCK];
        Pattern sent = new Pattern();
        Pattern checked = new Pattern();
        int blocks = 100; // More than a system keeps, so that a rest is kept here.
        Task<Void> sending =
                createTask(
                        "sender",
                        () -> {
                            for (int count = 0; count < blocks; count++) {
                                System.arraycopy(sent.next(BLOCK), 0, block, 0, BLOCK);
                                sender.send(ByteBuffer.wrap(block));
                                Arrays.fill(block, (byte) 99);
                            }
                        });
        waitAllTasksBlocked();
        receiveAll(receiver, checked, (long) blocks * BLOCK);
        sending.await(IOException.class);
    }

    private void room(SendStream sender, ReceiveStream receiver) throws Exception {
        Pattern pattern = new Pattern();
        Task<Void> sending =
                createTask("sender", () -> sender.send(ByteBuffer.wrap(pattern.peek(100))));
        ByteBuffer target = ByteBuffer.allocate(20).position(5).limit(8);
        int count = receiver.receive(target);
        require(count >= 1 && count <= 3, "There was room for 3 bytes, and " + count + " came.");
        requireEqual(5 + count, target.position(), "The position of the buffer");
        requireEqual(8, target.limit(), "The limit of the buffer");
        byte[] content = target.array();
        pattern.check(Arrays.copyOfRange(content, 5, 5 + count));
        for (int index = 0; index < content.length; index++) {
            require(
                    index >= 5 && index < 5 + count || content[index] == 0,
                    "A receive wrote outside of what it was given.");
        }
        byte[] one = receiver.receive(1);
        requireEqual(1, one.length, "The length of what was received");
        pattern.check(one);
        receiveAll(receiver, pattern, 100);
        sending.await(IOException.class);
    }

    // ---------------------------------------------------------------- waiting

    private void waitForBytes(SendStream sender, ReceiveStream receiver) throws Exception {
        for (boolean intoBuffer : new boolean[] {false, true}) {
            Task<byte[]> received =
                    createTask("receiver", () -> receiveSome(receiver, 10, intoBuffer));
            waitAllTasksBlocked();
            require(!received.isDone(), "A receive returned before anything was sent.");
            sender.send(ByteBuffer.wrap(new byte[] {1}));
            require(
                    Arrays.equals(new byte[] {1}, received.await(IOException.class)),
                    "One byte was sent, and something else received.");
        }
    }

    private void noWaitForBytes(SendStream sender, ReceiveStream receiver) throws Exception {
        Task<Void> sending =
                createTask("sender", () -> sender.send(ByteBuffer.wrap(new byte[] {1, 2, 3})));
        receiver.receive(1); // This one may wait, until all three have come.
        assertDoesNotGiveWay(() -> receiver.receive(1));
        assertDoesNotGiveWay(() -> receiver.receive(ByteBuffer.allocate(1)));
        sending.await(IOException.class);
    }

    private void idleDrain(SendStream sender, ReceiveStream receiver) throws Exception {
        assertDoesNotGiveWay(sender::drain);
        assertDoesNotGiveWay(sender::flush);
        Task<Void> sending =
                createTask("sender", () -> sender.send(ByteBuffer.wrap(new Pattern().peek(3))));
        receiveAll(receiver, new Pattern(), 3);
        sending.await(IOException.class);
        sender.drain();
        sender.flush();
        assertDoesNotGiveWay(sender::drain);
        assertDoesNotGiveWay(sender::flush);
    }

    // ---------------------------------------------------------------- cancellation

    private void cancelledScope(SendStream sender, ReceiveStream receiver) throws Exception {
        ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 2});
        assertCancellable(() -> sender.send(data));
        requireEqual(0, data.position(), "The position of a buffer whose send was refused");
        Task<Void> sending = createTask("sender", () -> sender.send(data));
        byte[] first = receiver.receive(1);
        assertCancellable(() -> receiver.receive(1));
        ByteBuffer target = ByteBuffer.allocate(1);
        assertCancellable(() -> receiver.receive(target));
        requireEqual(0, target.position(), "The position of a buffer whose receive was refused");
        byte[] second = receiver.receive(10);
        require(
                first[0] == 1 && second.length == 1 && second[0] == 2,
                "A receive that was refused has taken a byte.");
        sending.await(IOException.class);
    }

    private void cutWait(SendStream sender, ReceiveStream receiver) throws Exception {
        Pattern pattern = new Pattern();
        for (boolean intoBuffer : new boolean[] {false, true}) {
            Task<byte[]> waiting =
                    createTask("receiver", () -> receiveSome(receiver, 10, intoBuffer));
            waitAllTasksBlocked();
            waiting.cancel();
            requireThrows(CancelledError.class, "A cancelled receive", waiting::await);
            long begin = pattern.place();
            Task<Void> sending =
                    createTask("sender", () -> sender.send(ByteBuffer.wrap(pattern.peek(5))));
            receiveAll(receiver, pattern, begin + 5);
            sending.await(IOException.class);
        }
    }

    private void cutAtWakeUp(SendStream sender, ReceiveStream receiver) throws Exception {
        Pattern sent = new Pattern();
        Pattern checked = new Pattern();
        for (int round = 0; round < suite.options.rounds(); round++) {
            boolean intoBuffer = round % 2 == 0;
            Task<Void> waiting =
                    createTask(
                            "receiver",
                            () -> {
                                checked.check(receiveSome(receiver, 10, intoBuffer));
                            });
            waitAllTasksBlocked();
            ByteBuffer data = ByteBuffer.wrap(sent.next(5));
            Task<Void> sending =
                    createTask(
                            "sender",
                            () -> {
                                sender.send(data);
                            });
            for (int turn = 0; turn < round % 3; turn++) {
                yieldNow();
            }
            waiting.cancel();
            try {
                waiting.await(IOException.class);
            } catch (CancelledError e) {
                // It has received all or nothing.
            }
            receiveAll(receiver, checked, sent.place());
            sending.await(IOException.class);
        }
    }

    private void cutAnywhere(SendStream sender, ReceiveStream receiver) throws Exception {
        Random random = random();
        Random receiving = new Random(random.nextLong());
        Pattern sent = new Pattern();
        Pattern received = new Pattern();
        int operations = 10 * suite.options.rounds();
        Task<Void> sending =
                createTask(
                        "sender",
                        () -> {
                            for (int count = 0; count < operations; count++) {
                                ByteBuffer data = sent.peekBuffer(size(random), random);
                                int begin = data.position();
                                cutShort(random, () -> sender.send(data));
                                sent.skip(data.position() - begin);
                            }
                        });
        while (!sending.isDone() || received.place() < sent.place()) {
            ByteBuffer target = ByteBuffer.allocate(1 + size(receiving));
            byte[][] bytes = {null};
            cutShort(
                    receiving,
                    () -> {
                        if (receiving.nextBoolean()) {
                            bytes[0] = receiver.receive(target.capacity());
                        } else {
                            receiver.receive(target);
                        }
                    });
            if (bytes[0] != null) {
                received.check(bytes[0]);
            }
            received.check(Arrays.copyOf(target.array(), target.position()));
        }
        sending.await(IOException.class);
        requireNothingMore(sender, receiver);
    }

    // ---------------------------------------------------------------- back-pressure

    /** Sends until there is back-pressure, and beyond. */
    private final class Flood {
        private final SendStream sender;
        private final Pattern pattern = new Pattern();
        private ByteBuffer block = ByteBuffer.allocate(0);
        private boolean stop;
        private final Task<Void> task;

        Flood(SendStream sender) {
            this.sender = sender;
            this.task = createTask("flood", this::run);
        }

        private void run() throws IOException {
            while (!stop && pattern.place() < FAR_TOO_MUCH) {
                block = ByteBuffer.wrap(pattern.next(BLOCK));
                sender.send(block);
                if (pattern.place() % (32 * BLOCK) == 0) {
                    yieldNow();
                }
            }
        }

        /** Waits until it gets no further. */
        void awaitStill() {
            for (long before = -1; before != taken(); ) {
                before = taken();
                waitAllTasksBlocked();
            }
            require(
                    !task.isDone(),
                    "Nobody received, and a sender could send "
                            + pattern.place()
                            + " bytes without waiting for that.");
        }

        /** How many bytes the stream has taken. */
        long taken() {
            return pattern.place() - block.remaining();
        }
    }

    private void backPressure(SendStream sender, ReceiveStream receiver) throws Exception {
        Flood flood = new Flood(sender);
        flood.awaitStill();
        flood.stop = true;
        Pattern checked = new Pattern();
        receiveAll(receiver, checked, flood.pattern.place());
        flood.task.await(IOException.class);
    }

    private void cutSend(SendStream sender, ReceiveStream receiver) throws Exception {
        Flood flood = new Flood(sender);
        flood.awaitStill();
        flood.task.cancel();
        requireThrows(CancelledError.class, "A cancelled send", flood.task::await);
        long taken = flood.taken();
        Pattern checked = new Pattern();
        Task<Void> receiving =
                createTask("receiver", () -> receiveAll(receiver, checked, taken + 3));
        waitAllTasksBlocked();
        Pattern rest = new Pattern();
        rest.skip(taken);
        sender.send(ByteBuffer.wrap(rest.next(3)));
        receiving.await(IOException.class);
        requireNothingMore(sender, receiver);
    }

    private static void requireNothingMore(SendStream sender, ReceiveStream receiver)
            throws IOException {
        sender.flush();
        Task<byte[]> more = createTask("receiver", () -> receiver.receive(1));
        waitAllTasksBlocked();
        if (!sender.canSendEof()) {
            require(!more.isDone(), "More was received than sent.");
            more.cancel();
            requireThrows(CancelledError.class, "A cancelled receive", more::await);
            return;
        }
        sender.sendEof();
        require(more.await(IOException.class) == null, "More was received than sent.");
    }

    private void busyDrain(SendStream sender, ReceiveStream receiver) throws Exception {
        Flood flood = new Flood(sender);
        flood.awaitStill();
        flood.task.cancel();
        requireThrows(CancelledError.class, "A cancelled send", flood.task::await);
        Task<Void> waiting =
                createTask(
                        "drain",
                        () -> {
                            sender.drain();
                            sender.flush();
                        });
        waitAllTasksBlocked();
        receiveAll(receiver, new Pattern(), flood.taken());
        waiting.await(IOException.class);
        assertDoesNotGiveWay(sender::drain);
        assertDoesNotGiveWay(sender::flush);
    }

    // ---------------------------------------------------------------- the end

    private void end(SendStream sender, ReceiveStream receiver) throws Exception {
        if (!hasEnd(sender)) {
            return;
        }
        Task<Void> sending =
                createTask(
                        "sender",
                        () -> {
                            sendAll(sender, new Pattern(), 10_000, random());
                            assertDoesNotGiveWay(sender::sendEof);
                            sender.sendEof();
                        });
        receiveAll(receiver, new Pattern(), 10_000);
        sending.await(IOException.class);
        require(receiver.receive(10) == null, "Something came after the last byte.");
        for (int count = 0; count < 3; count++) {
            assertDoesNotGiveWay(() -> {
                ByteBuffer target = ByteBuffer.allocate(10);
                require(receiver.receive(10) == null, "The end is not the last that comes.");
                requireEqual(-1, receiver.receive(target), "What a receive returns at the end");
                requireEqual(0, target.position(), "The position of the buffer at the end");
            });
        }
    }

    private static boolean hasEnd(SendStream sender) {
        if (!sender.canSendEof()) {
            requireThrows(
                    UnsupportedOperationException.class,
                    "An end where there can be none",
                    sender::sendEof);
            return false;
        }
        return true;
    }

    private void endWakes(SendStream sender, ReceiveStream receiver) throws Exception {
        if (!hasEnd(sender)) {
            return;
        }
        Task<byte[]> waiting = createTask("receiver", () -> receiver.receive(10));
        waitAllTasksBlocked();
        sender.sendEof();
        require(waiting.await(IOException.class) == null, "Something came that was not sent.");
    }

    private void sendAfterEnd(SendStream sender, ReceiveStream receiver) throws Exception {
        if (!hasEnd(sender)) {
            return;
        }
        sender.sendEof();
        ByteBuffer data = ByteBuffer.allocate(5);
        IOException first =
                requireThrows(IOException.class, "A send after the end", () -> sender.send(data));
        IOException second =
                requireThrows(IOException.class, "A send after the end", () -> sender.send(data));
        require(
                first != second,
                "Two sends have thrown the same exception, in which streams note what was sent.");
        requireEqual(0, data.position(), "The position of a buffer that could not be sent");
        require(receiver.receive(10) == null, "Something came that was sent after the end.");
    }
}
