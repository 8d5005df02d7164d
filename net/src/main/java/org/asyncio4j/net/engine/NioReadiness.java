package org.asyncio4j.net.engine;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/**
 * Watches a channel of the JDK with a selector: level-triggered, so what has been reported is not
 * watched again until somebody waits for it.
 */
final class NioReadiness extends Readiness implements NioIoHandle {
    private static final int INPUT = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int OUTPUT = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final SelectableChannel channel;
    private final IoRegistration registration;

    /** What the selector watches now. */
    private int watched;

    NioReadiness(Watched owner, NettyReactor reactor, SelectableChannel channel)
            throws IOException {
        super(owner);
        this.channel = channel;
        this.registration = reactor.register(this);
    }

    @Override
    protected void arm(Direction direction) {
        watch(watched | (direction == input ? INPUT : OUTPUT));
    }

    private void watch(int wanted) {
        // A channel refuses to be watched for what it cannot do, such as accepting, and one that
        // connects would be reported as writable for nothing.
        int possible = wanted & channel.validOps();
        if (isConnecting()) {
            possible &= ~(SelectionKey.OP_WRITE | SelectionKey.OP_READ);
        } else {
            possible &= ~SelectionKey.OP_CONNECT;
        }
        if (possible != watched && registration.isValid()) {
            watched = possible;
            registration.submit(NioIoOps.valueOf(possible));
        }
    }

    private boolean isConnecting() {
        return channel instanceof java.nio.channels.SocketChannel socket
                && socket.isConnectionPending();
    }

    @Override
    protected void forget() {
        registration.cancel();
    }

    @Override
    public SelectableChannel selectableChannel() {
        return channel;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        int seen = ((NioIoEvent) event).ops().value();
        watch(watched & ~seen);
        report((seen & INPUT) != 0, (seen & OUTPUT) != 0, false);
    }
}
