package org.asyncio4j.test.network;

import org.asyncio4j.kernel.Timer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One end of a stream connection, in the system of its host: TCP without what only real wires need.
 *
 * <p>Bytes are numbered; what was sent stays in the buffer until the peer says that it has it; a
 * receiver says how much room it has. Since the simulation knows what is lost, there is a timer
 * only where something was: then all that the peer has not got is sent again, at growing intervals,
 * until it has or the sender gives up.
 *
 * <p>Loop thread only, also on the bare carrier.
 */
final class StreamEnd {
    static final long SHORTEST_RETRY = 200_000_000;
    static final long LONGEST_RETRY = 120_000_000_000L;

    /** How long the first attempt to connect waits for an answer, and how many there are. */
    private static final long CONNECT_RETRY = 1_000_000_000;

    private static final int CONNECT_ATTEMPTS = 7;

    /** How often a listener's host answers a request to connect. */
    private static final int ANSWERS = 6;

    private static final String REFUSED = "Connection refused";

    private enum State {
        /** Made, and not connected. */
        NEW,
        /** Waits for the answer. */
        CONNECTING,
        /** Has answered, and waits to hear that the peer knows. */
        ANSWERING,
        /** Connected, at least in one direction. */
        OPEN,
        /** All was sent and received; what comes late is confirmed. */
        FINISHED,
        /** Cut short. Whatever comes is answered by a reset. */
        BROKEN
    }

    private final SimulatedNetwork network;
    private final HostStack stack;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final SimulatedHost remoteHost;
    private final Wire wire;
    private State state = State.NEW;

    /** Null until one is known. */
    private StreamEnd peer;

    /** Null before somebody has accepted it, and after they have closed it. */
    private SimulatedSocket socket;

    private boolean closedByUser;

    /** Who queues it when it is connected; else null. */
    private SimulatedListener listener;

    /** Why it is broken, until somebody was told; then null. */
    private String failure;

    private final Outgoing outgoing = new Outgoing();
    private final Incoming incoming = new Incoming();

    /** Until when the last packet travels, which the next one may not overtake. */
    private long lastArrival;

    // ---- repeating

    private final Retry retry = new Retry();
    private int attempts;

    /** When the peer last got something, or the trouble began after that. */
    private long troubledSince;

    /** Up to where something is known to be lost. */
    private long lostTo;

    StreamEnd(
            HostStack stack,
            InetSocketAddress local,
            InetSocketAddress remote,
            SimulatedHost remoteHost) {
        this.network = stack.network();
        this.stack = stack;
        this.local = local;
        this.remote = remote;
        this.remoteHost = remoteHost;
        this.wire = network.wire(stack.host(), remoteHost);
        stack.add(this);
    }

    SimulatedNetwork network() {
        return network;
    }

    HostStack stack() {
        return stack;
    }

    SimulatedHost remoteHost() {
        return remoteHost;
    }

    InetSocketAddress local() {
        return local;
    }

    InetSocketAddress remote() {
        return remote;
    }

    Place here() {
        return new Place(stack.host(), local.getPort());
    }

    Place there() {
        return new Place(remoteHost, remote.getPort());
    }

    // ---------------------------------------------------------------- connecting

    /** Sends the request to connect. */
    void connect(SimulatedSocket user) {
        socket = user;
        state = State.CONNECTING;
        troubledSince = network.nanos();
        send(Segment.Kind.SYN);
    }

    /** Answers a request to connect. */
    void answer(StreamEnd requester, SimulatedListener queue) {
        peer = requester;
        requester.peer = this;
        listener = queue;
        outgoing.window(requester.incoming.capacity());
        state = State.ANSWERING;
        send(Segment.Kind.SYN_ACK);
    }

    /** Answers that there is nobody to connect to. */
    void refuse(StreamEnd requester) {
        peer = requester;
        vanish();
        send(Segment.Kind.RESET);
    }

    /** A request to connect that was sent again finds its answer lost, or on its way. */
    boolean wasAnswered() {
        if (peer == null || peer.state != State.ANSWERING) {
            return false;
        }
        peer.send(Segment.Kind.SYN_ACK);
        return true;
    }

    /** The user accepts it. */
    void acceptedBy(SimulatedSocket user) {
        socket = user;
    }

    private void answered(Segment segment) {
        if (state == State.CONNECTING) {
            state = State.OPEN;
            network.log(NetworkEvent.Kind.CONNECTED, here(), there(), null);
            heard(true);
            outgoing.window(segment.window);
            socket.changed(false, true, false);
        }
        acknowledge(false);
    }

    private void established() {
        state = State.OPEN;
        heard(true);
        listener.established(this);
        listener = null;
    }

    // ---------------------------------------------------------------- receiving

    void arrive(Segment segment) {
        if (state == State.FINISHED) {
            arriveAfterEnd(segment);
        } else if (segment.kind == Segment.Kind.RESET) {
            failByReset();
        } else if (state == State.BROKEN) {
            arriveBroken(segment);
        } else if (segment.kind == Segment.Kind.SYN_ACK) {
            answered(segment);
        } else {
            arriveOpen(segment);
        }
    }

    /** Linux's choice of words. */
    private String resetReason() {
        return incoming.isAtEnd() && state == State.OPEN
                ? "Broken pipe"
                : "Connection reset by peer";
    }

    private void arriveAfterEnd(Segment segment) {
        if (isNews(segment)) {
            send(Segment.Kind.RESET);
            return;
        }
        if (segment.end) {
            incoming.skipTo(segment.sequence + segment.data.length + 1);
        }
        if (!segment.isAcknowledgement()) {
            acknowledge(false);
        }
    }

    /** Whether it has bytes that were not received before. */
    private boolean isNews(Segment segment) {
        return segment.data.length > 0
                && segment.sequence + segment.data.length > incoming.expected();
    }

    private void arriveBroken(Segment segment) {
        if (!segment.isAcknowledgement() || segment.kind == Segment.Kind.SYN_ACK) {
            peer = segment.from;
            send(Segment.Kind.RESET);
        }
    }

    private void arriveOpen(Segment segment) {
        if (state == State.ANSWERING) {
            established();
            if (state == State.BROKEN) {
                return; // The listener is closed.
            }
        }
        confirm(segment);
        if (segment.kind == Segment.Kind.PROBE) {
            acknowledge(false);
        } else if (!segment.isAcknowledgement() && isAlive()) {
            take(segment);
        }
    }

    private void take(Segment segment) {
        if (closedByUser && isNews(segment)) {
            breakOff("data came after it was closed");
            return;
        }
        Incoming.News news = incoming.take(segment);
        acknowledge(news == Incoming.News.GAP);
        if (socket != null && (news == Incoming.News.BYTES || news == Incoming.News.END)) {
            socket.changed(true, false, news == Incoming.News.END);
        }
        finishIfDone();
    }

    /** Tells the peer how far it was received, and how much room there is. */
    private void acknowledge(boolean gap) {
        sendData(new Outgoing.Part(outgoing.position(), Outgoing.NO_DATA, false), gap);
    }

    // ---------------------------------------------------------------- sending

    private void confirm(Segment segment) {
        boolean more = outgoing.confirm(segment.received);
        heard(more || !outgoing.isOnItsWay());
        if (segment.gap) {
            outgoing.isMissed();
        }
        outgoing.window(segment.window);
        transmit();
        tellOfRoom();
        finishIfDone();
    }

    private void tellOfRoom() {
        if (outgoing.hasRoomAgain() && socket != null) {
            socket.changed(false, true, false);
        }
    }

    /** Sends what the peer has room for. */
    private void transmit() {
        if (state != State.OPEN) {
            return;
        }
        for (Outgoing.Part part = outgoing.next(); part != null; part = outgoing.next()) {
            sendData(part, false);
        }
    }

    private void sendData(Outgoing.Part part, boolean gap) {
        wire.send(
                new Segment(
                        Segment.Kind.DATA,
                        this,
                        peer,
                        part.sequence(),
                        part.data(),
                        part.end(),
                        incoming.expected(),
                        incoming.promise(),
                        gap));
    }

    private void send(Segment.Kind kind) {
        wire.send(
                new Segment(
                        kind,
                        this,
                        peer,
                        outgoing.position(),
                        Outgoing.NO_DATA,
                        false,
                        incoming.expected(),
                        incoming.promise(),
                        false));
    }

    /** See {@link Packet#inOrder}. */
    long inOrder(long arrival) {
        lastArrival = Math.max(lastArrival, arrival);
        return lastArrival;
    }

    // ---------------------------------------------------------------- repeating

    /**
     * Something that this end has sent will not arrive.
     *
     * @param to the number after it; 0 if it has none
     */
    void isLost(long to) {
        lostTo = Math.max(lostTo, to);
        if (isAlive() && state != State.NEW && !retry.isScheduled()) {
            if (attempts == 0) {
                troubledSince = network.nanos();
            }
            network.scheduler().schedule(retry, network.nanos() + pause());
        }
    }

    /** What would have told this end how far the peer is will not arrive. */
    void acknowledgementIsLost() {
        if (outgoing.isOnItsWay()) {
            isLost(outgoing.position());
        } else if (state != State.OPEN || outgoing.isLeft()) {
            isLost(0); // It waits for the connection, or for room.
        }
    }

    private long pause() {
        long shortest =
                state == State.OPEN
                        ? SHORTEST_RETRY
                                + wire.latency()
                                + network.wire(remoteHost, stack.host()).latency()
                        : CONNECT_RETRY;
        return attempts > 20 ? LONGEST_RETRY : Math.min(shortest << attempts, LONGEST_RETRY);
    }

    private void again() {
        attempts++;
        if (!isAlive()) {
            return;
        }
        if (isTimeUp()) {
            network.log(NetworkEvent.Kind.TIMED_OUT, here(), there(), null);
            fail("Connection timed out");
        } else if (state == State.CONNECTING) {
            send(Segment.Kind.SYN);
        } else if (state == State.ANSWERING) {
            send(Segment.Kind.SYN_ACK);
        } else if (outgoing.isOnItsWay()) {
            outgoing.sendAgain();
            transmit();
        } else if (outgoing.isLeft()) {
            send(Segment.Kind.PROBE);
        }
    }

    private boolean isTimeUp() {
        return switch (state) {
            case CONNECTING -> attempts >= CONNECT_ATTEMPTS;
            case ANSWERING -> attempts >= ANSWERS;
            default -> network.nanos() - troubledSince >= network.retryNanos();
        };
    }

    /**
     * The peer is there.
     *
     * @param getsWhatIsSent whether it has also got something, or there is nothing for it to get
     */
    private void heard(boolean getsWhatIsSent) {
        if (getsWhatIsSent) {
            attempts = 0;
            troubledSince = network.nanos();
        }
        if (outgoing.isConfirmed(lostTo)) {
            network.scheduler().cancel(retry);
        }
    }

    private final class Retry extends Timer {
        @Override
        protected void fire() {
            again();
        }
    }

    // ---------------------------------------------------------------- the end

    private boolean isAlive() {
        return state != State.FINISHED && state != State.BROKEN;
    }

    /** All is sent and received: nothing is left to do but for late packets. */
    private void finishIfDone() {
        if (state == State.OPEN && outgoing.isDone() && (incoming.isAtEnd() || closedByUser)) {
            heard(true);
            stack.remove(this);
            if (closedByUser) {
                state = State.FINISHED;
            }
        }
    }

    /** The peer, or the way to it, has ended the connection. */
    private void fail(String reason) {
        if (!isAlive()) {
            return;
        }
        if (state == State.CONNECTING && reason.equals(REFUSED)) {
            network.log(NetworkEvent.Kind.REFUSED, here(), there(), null);
        }
        if (listener != null) {
            listener.forget(this);
        }
        failure = reason;
        state = State.BROKEN;
        vanish();
        if (socket != null) {
            socket.changed(true, true, true);
        }
    }

    /** A reset that neither end has sent, for both. */
    void resetBetween() {
        StreamEnd other = peer;
        failByReset();
        if (other != null) {
            other.failByReset();
        }
    }

    private void failByReset() {
        fail(state == State.CONNECTING ? REFUSED : resetReason());
    }

    /** Ends it, and tells the peer that it was cut short. */
    void breakOff(String why) {
        if (isAlive()) {
            network.log(NetworkEvent.Kind.RESET, here(), there(), why);
            state = State.BROKEN;
            vanish();
            if (peer != null) {
                send(Segment.Kind.RESET);
            }
        }
    }

    /** Ends it without a word: the host is down. */
    void vanish() {
        if (isAlive()) {
            state = State.BROKEN;
        }
        stack.remove(this);
        outgoing.clear();
        network.scheduler().cancel(retry);
    }

    /** The user needs it no more. */
    void close(boolean abruptly) {
        socket = null;
        closedByUser = true;
        if (!isAlive()) {
            return;
        }
        if (state != State.OPEN || stack.isOff()) {
            vanish();
        } else if (abruptly || incoming.size() > 0) {
            breakOff(abruptly ? null : incoming.size() + " bytes were not read");
        } else {
            if (!outgoing.hasEnd()) {
                network.log(NetworkEvent.Kind.CLOSED, here(), there(), null);
            }
            endOutput();
            finishIfDone();
        }
    }

    // ---------------------------------------------------------------- for the socket

    /** Whether the connection was made; while that goes on, false. */
    boolean isConnected() {
        return state == State.OPEN;
    }

    void requireConnected() throws IOException {
        throwFailure();
        if (state != State.OPEN) {
            throw new IOException(REFUSED);
        }
    }

    private void throwFailure() throws IOException {
        if (failure != null) {
            String reason = failure;
            failure = null;
            throw new IOException(reason);
        }
    }

    /**
     * @return null if there is nothing but may be later; empty at the end
     */
    byte[] receive(int max) throws IOException {
        int count = Math.min(max, incoming.size());
        if (count == 0) {
            if (!incoming.isAtEnd()) {
                throwFailure(); // What comes after the end was received is told to senders only.
            }
            return incoming.mayHaveMore() && state == State.OPEN ? null : Outgoing.NO_DATA;
        }
        byte[] data = incoming.take(count);
        if (state == State.OPEN && incoming.hasMuchMoreRoom()) {
            acknowledge(false);
        }
        return data;
    }

    /** Whether the next receive would find nothing, but a later one might. */
    boolean isDrained() {
        return incoming.size() == 0 && incoming.mayHaveMore() && state == State.OPEN;
    }

    /** Takes what there is room for. */
    void send(ByteBuffer data) throws IOException {
        throwFailure();
        if (state != State.OPEN || outgoing.hasEnd()) {
            throw new IOException("Broken pipe");
        }
        outgoing.add(data);
        transmit();
    }

    /** Nothing more will be sent. */
    void endOutput() {
        if (state == State.OPEN && !outgoing.hasEnd()) {
            outgoing.end();
            transmit();
        }
    }

    /** Nothing more will be received. */
    void endInput() {
        incoming.end();
    }

    void sendRoom(int bytes) {
        outgoing.room(bytes);
    }

    void receiveRoom(int bytes) {
        incoming.capacity(bytes);
    }

    @Override
    public String toString() {
        return here() + " > " + there() + " " + state;
    }
}
