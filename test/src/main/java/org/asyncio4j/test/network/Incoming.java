package org.asyncio4j.test.network;

/** What an end of a connection has received and its user has not taken. */
final class Incoming {
    private final ByteFifo received = new ByteFifo();
    private int capacity = SimulatedSocket.BUFFER;

    /** The number of the next byte from the peer. */
    private long expected;

    /** Up to where the peer was told that there is room. */
    private long promised;

    /** Whether the peer's end was received. */
    private boolean atEnd;

    /** Whether nobody wants more bytes. */
    private boolean deaf;

    // ---------------------------------------------------------------- for the wire

    /** What has come of a segment. */
    enum News {
        NONE,
        BYTES,
        END,
        /** Something before it is missing. */
        GAP
    }

    News take(Segment segment) {
        if (segment.sequence > expected) {
            return News.GAP;
        }
        int known = (int) Math.min(expected - segment.sequence, segment.data.length);
        int fresh = segment.data.length - known;
        if (fresh > 0 && !deaf) {
            received.add(segment.data, known, fresh);
        }
        expected += fresh;
        if (segment.end && !atEnd && expected == segment.sequence + segment.data.length) {
            takeEnd();
            return News.END;
        }
        return fresh > 0 ? News.BYTES : News.NONE;
    }

    private void takeEnd() {
        expected++;
        atEnd = true;
    }

    /** The number of the next byte from the peer. */
    long expected() {
        return expected;
    }

    /** The peer's end has come to one who wanted nothing more. */
    void skipTo(long sequence) {
        expected = Math.max(expected, sequence);
    }

    /** Up to where the peer is to be told that there is room. */
    long promise() {
        promised = Math.max(promised, expected + room());
        return promised;
    }

    private int room() {
        return Math.max(0, capacity - received.size());
    }

    /** Whether there is so much more room that the peer is to be told. */
    boolean hasMuchMoreRoom() {
        return expected + room() - promised >= Math.min(capacity / 2, Outgoing.SEGMENT);
    }

    boolean isAtEnd() {
        return atEnd;
    }

    // ---------------------------------------------------------------- for the user

    int size() {
        return received.size();
    }

    byte[] take(int count) {
        byte[] data = received.copy(0, count);
        received.skip(count);
        return data;
    }

    /** Whether more bytes may come, as far as is known here. */
    boolean mayHaveMore() {
        return !atEnd && !deaf;
    }

    /** Nobody wants more. */
    void end() {
        deaf = true;
    }

    int capacity() {
        return capacity;
    }

    void capacity(int bytes) {
        capacity = bytes;
    }
}
