package org.asyncio4j.test.network;

import org.asyncio4j.net.engine.ListenOptions;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.OpenSockets;
import org.asyncio4j.net.engine.Readiness;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A listener on a simulated host. */
final class SimulatedListener extends LoopListener {
    private final HostStack stack;
    private final OpenSockets siblings;
    private SimulatedReadiness readiness;

    /** Null before it listens. */
    private InetSocketAddress bound;

    private ListenOptions options;

    /** Those whose hand-shake goes on. */
    private final Set<StreamEnd> answered = new LinkedHashSet<>();

    /** Those that nobody has accepted. */
    private final ArrayDeque<StreamEnd> waiting = new ArrayDeque<>();

    private SimulatedListener(HostStack stack, OpenSockets siblings) {
        super(siblings);
        this.stack = stack;
        this.siblings = siblings;
    }

    static SimulatedListener listening(
            HostStack stack, OpenSockets siblings, SocketAddress address, ListenOptions options)
            throws IOException {
        SimulatedListener listener = new SimulatedListener(stack, siblings);
        listener.listen(address, options);
        return listener;
    }

    @Override
    protected void bindNow(SocketAddress wanted, ListenOptions how) throws IOException {
        options = how;
        bound = stack.listen((InetSocketAddress) wanted, this);
    }

    /** Whether another one may listen on the same port. */
    boolean isShared() {
        return options.reusePort();
    }

    @Override
    protected InetSocketAddress findAddress() {
        return bound;
    }

    // ---------------------------------------------------------------- connections

    boolean isFull() {
        return answered.size() + waiting.size() > options.backlog();
    }

    void add(StreamEnd end) {
        answered.add(end);
    }

    void forget(StreamEnd end) {
        answered.remove(end);
    }

    void established(StreamEnd end) {
        answered.remove(end);
        if (isClosed()) {
            end.breakOff("nobody listens any more");
        } else {
            waiting.add(end);
            readiness.changed(true, false, false);
        }
    }

    @Override
    protected LoopSocket tryAccept() throws IOException {
        StreamEnd end = waiting.poll();
        return end == null ? null : SimulatedSocket.accepted(stack, siblings, end);
    }

    @Override
    protected Readiness watch() {
        readiness = new SimulatedReadiness(this);
        return readiness;
    }

    @Override
    protected void closeNow() {
        if (bound != null) {
            stack.unlisten(bound, this);
        }
        for (StreamEnd end : List.copyOf(waiting)) {
            end.breakOff("nobody has accepted it");
        }
        waiting.clear();
    }
}
