package org.asyncio4j.test.network;

/** A packet of a stream connection. */
final class Segment extends Packet {
    enum Kind {
        /** Would connect. */
        SYN,
        /** The answer to that. */
        SYN_ACK,
        /** Bytes, an end, or just how far the sender has received. */
        DATA,
        /** Asks how much room there is. */
        PROBE,
        /** There is no such connection, or no more. */
        RESET
    }

    final Kind kind;
    final StreamEnd from;

    /** Null where it is yet to be found. */
    final StreamEnd to;

    /** The number of the first byte. */
    final long sequence;

    final byte[] data;

    /** Whether nothing comes after the data. */
    final boolean end;

    /** Up to where its sender has received. */
    final long received;

    /** Up to where its sender has room. */
    final long window;

    /** Whether its sender misses something that came before what it has got. */
    final boolean gap;

    Segment(
            Kind kind,
            StreamEnd from,
            StreamEnd to,
            long sequence,
            byte[] data,
            boolean end,
            long received,
            long window,
            boolean gap) {
        this.kind = kind;
        this.from = from;
        this.to = to;
        this.sequence = sequence;
        this.data = data;
        this.end = end;
        this.received = received;
        this.window = window;
        this.gap = gap;
    }

    /** Whether it just tells how far its sender has received. */
    boolean isAcknowledgement() {
        return kind == Kind.DATA && data.length == 0 && !end;
    }

    @Override
    int size() {
        return data.length;
    }

    @Override
    void arrive() {
        if (kind == Kind.SYN) {
            from.remoteHost().stack().connectionWanted(this);
        } else {
            to.arrive(this);
        }
    }

    @Override
    void logLost(String why) {
        from.network().log(NetworkEvent.Kind.LOST, from.here(), from.there(), describe(why));
    }

    @Override
    void lost(String why) {
        logLost(why);
        if (!isAcknowledgement() && kind != Kind.RESET) {
            from.isLost(sequence + data.length + (end ? 1 : 0));
        }
        if (to != null) {
            // A reset, too: who waits for an answer has to ask again.
            to.acknowledgementIsLost();
        }
    }

    private String describe(String why) {
        return switch (kind) {
                    case SYN -> "request to connect";
                    case SYN_ACK -> "answer to the request to connect";
                    case RESET -> "reset";
                    case PROBE -> "probe";
                    case DATA ->
                            data.length > 0
                                    ? data.length + " bytes" + (end ? " and the end" : "")
                                    : end ? "the end" : "acknowledgement";
                }
                + ", "
                + why;
    }

    @Override
    boolean isDatagram() {
        return false;
    }

    @Override
    long inOrder(long arrival) {
        return from.inOrder(arrival);
    }

    @Override
    Packet copy() {
        throw new UnsupportedOperationException("Nothing of a stream is doubled.");
    }
}
