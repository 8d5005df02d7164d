package org.asyncio4j.test.network;

import java.nio.ByteBuffer;

/**
 * What an end of a connection sends: the bytes that the peer has not confirmed, and how far they
 * are. Bytes are numbered, and the end counts like one.
 */
final class Outgoing {
    /** As much as goes in one packet. Cards and kernels handle as much in one go. */
    static final int SEGMENT = 16 * 1024;

    static final byte[] NO_DATA = {};

    private static final long NOT_WANTED = -1;

    /**
     * What goes in one packet.
     *
     * @param sequence the number of the first byte
     * @param end whether nothing comes after it
     */
    record Part(long sequence, byte[] data, boolean end) {}

    private final ByteFifo unconfirmed = new ByteFifo();
    private int room = SimulatedSocket.BUFFER;

    /** The number of the first byte that the peer has not confirmed. */
    private long confirmed;

    /** The number of the first byte that is not on its way. */
    private long next;

    /** Up to where the peer has room. */
    private long window;

    /** The number of the end. */
    private long endAt = NOT_WANTED;

    /** Whether somebody wants to be told when there is room. */
    private boolean full;

    /** Up to where all was sent again already because the peer has missed something. */
    private long resentTo;

    // ---------------------------------------------------------------- for the user

    void room(int bytes) {
        room = bytes;
    }

    /** Takes what there is room for. */
    void add(ByteBuffer data) {
        int count = Math.clamp(room - unconfirmed.size(), 0, data.remaining());
        unconfirmed.add(data, count);
        full = data.hasRemaining();
    }

    /** Whether somebody was refused for whom there is room now; tells it once. */
    boolean hasRoomAgain() {
        boolean again = full && room - unconfirmed.size() >= room / 3;
        full &= !again;
        return again;
    }

    /** Nothing comes after what was added until now. */
    void end() {
        endAt = confirmed + unconfirmed.size();
    }

    boolean hasEnd() {
        return endAt != NOT_WANTED;
    }

    void clear() {
        unconfirmed.clear();
    }

    // ---------------------------------------------------------------- for the wire

    /** What is to be sent next, which then is on its way; null if nothing may be. */
    Part next() {
        long limit = Math.min(confirmed + unconfirmed.size(), window);
        int count = Math.clamp(limit - next, 0, SEGMENT);
        boolean end = next + count == endAt;
        if (count == 0 && !end) {
            return null;
        }
        byte[] data = count == 0 ? NO_DATA : unconfirmed.copy((int) (next - confirmed), count);
        Part part = new Part(next, data, end);
        next += count + (end ? 1 : 0);
        return part;
    }

    /** The number of what is sent next. */
    long position() {
        return next;
    }

    /** The peer has room up to there. */
    void window(long end) {
        window = Math.max(window, end);
    }

    /**
     * The peer has all before that number.
     *
     * @return whether that is more than before
     */
    boolean confirm(long received) {
        if (received > confirmed) {
            unconfirmed.skip((int) Math.min(received - confirmed, unconfirmed.size()));
            confirmed = received;
            next = Math.max(next, confirmed);
            return true;
        }
        return false;
    }

    /** The peer misses what is not confirmed: all is sent again, once. */
    void isMissed() {
        if (confirmed >= resentTo && isOnItsWay()) {
            resentTo = next;
            sendAgain();
        }
    }

    /** All that is not confirmed counts as not sent. */
    void sendAgain() {
        next = confirmed;
    }

    /** Whether something was sent and not confirmed. */
    boolean isOnItsWay() {
        return next > confirmed;
    }

    /** Whether there is something that the peer does not have. */
    boolean isLeft() {
        return unconfirmed.size() > 0;
    }

    boolean isConfirmed(long upTo) {
        return confirmed >= upTo;
    }

    /** Whether the peer has everything, and knows that it is all. */
    boolean isDone() {
        return hasEnd() && confirmed > endAt;
    }
}
