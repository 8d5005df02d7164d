package org.asyncio4j.net.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.net.engine.Direction;
import org.asyncio4j.net.engine.ListenOptions;
import org.asyncio4j.net.engine.LoopDatagramSocket;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.NetworkStack;
import org.asyncio4j.net.engine.OpenSockets;
import org.asyncio4j.net.engine.Readiness;
import org.asyncio4j.net.engine.Watched;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A stack all of whose hosts are in memory, in another package than what it extends: as small as
 * one can be. Bytes arrive at once, at most {@link #ROOM} of them wait to be read.
 */
public final class MemoryStack implements NetworkStack {
    private static final int ROOM = 1000;

    /** What was asked of it. */
    public final List<String> trail = new ArrayList<>();

    private final OpenSockets sockets;
    private final Map<SocketAddress, MemoryListener> listeners = new HashMap<>();
    private final Map<SocketAddress, MemoryDatagrams> receivers = new HashMap<>();

    /** In the loop. */
    public MemoryStack() {
        this(Fiber.current().scheduler());
    }

    private MemoryStack(Scheduler scheduler) {
        this.sockets = new OpenSockets(scheduler);
    }

    public List<String> open() {
        return sockets.names();
    }

    @Override
    public LoopSocket openSocket(SocketAddress target) {
        trail.add("socket for " + target);
        return new MemorySocket();
    }

    @Override
    public LoopListener openListener(SocketAddress address, ListenOptions options)
            throws IOException {
        trail.add("listener on " + address);
        MemoryListener listener = new MemoryListener();
        listener.begin(address, options);
        return listener;
    }

    @Override
    public LoopDatagramSocket openDatagramSocket(ProtocolFamily family) {
        trail.add("datagrams of " + family);
        return new MemoryDatagrams(family);
    }

    @Override
    public List<InetAddress> addressesOf(String name) throws UnknownHostException {
        trail.add("addresses of " + name);
        if (!name.endsWith("server.example")) {
            throw new UnknownHostException("There is no " + name + " here.");
        }
        return List.of(InetAddress.ofLiteral("10.0.0.1"));
    }

    @Override
    public String nameOf(InetAddress address) {
        trail.add("name of " + address);
        return "server.example";
    }

    private static final class MemoryReadiness extends Readiness {
        MemoryReadiness(Watched owner) {
            super(owner);
        }

        void input() {
            report(true, false, false);
        }

        void room() {
            report(false, true, false);
        }

        void ended() {
            report(true, true, true);
        }

        @Override
        protected void arm(Direction direction) {
            // Everything is reported always.
        }

        @Override
        protected void forget() {}

        @Override
        protected boolean outside() {
            return false;
        }
    }

    private final class MemoryListener extends LoopListener {
        private final ArrayDeque<MemorySocket> waiting = new ArrayDeque<>();
        private SocketAddress address;
        private int backlog;
        private MemoryReadiness readiness;

        MemoryListener() {
            super(sockets);
        }

        void begin(SocketAddress address, ListenOptions options) throws IOException {
            listen(address, options);
        }

        void connected(MemorySocket socket) {
            waiting.add(socket);
            readiness.input();
        }

        @Override
        protected void bindNow(SocketAddress wanted, ListenOptions options) {
            address = wanted;
            backlog = options.backlog();
            listeners.put(wanted, this);
        }

        @Override
        protected SocketAddress findAddress() {
            return address;
        }

        @Override
        protected LoopSocket tryAccept() throws IOException {
            MemorySocket socket = waiting.poll();
            if (socket != null) {
                socket.begin();
            }
            return socket;
        }

        @Override
        protected Readiness watch() {
            readiness = new MemoryReadiness(this);
            return readiness;
        }

        @Override
        protected void closeNow() {
            listeners.remove(address, this);
        }
    }

    private final class MemorySocket extends LoopSocket {
        private final ArrayDeque<Byte> received = new ArrayDeque<>();
        private final Map<SocketOption<?>, Object> options = new HashMap<>();
        private MemoryReadiness readiness;
        private MemorySocket peer;
        private boolean ended;

        MemorySocket() {
            super(sockets);
            options.put(StandardSocketOptions.SO_LINGER, -1);
        }

        void begin() throws IOException {
            accepted(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 50_000));
        }

        @Override
        protected boolean tryConnect(SocketAddress target) throws IOException {
            MemoryListener listener = listeners.get(target);
            if (listener == null) {
                throw new IOException("Connection refused");
            }
            if (listener.waiting.size() >= listener.backlog) {
                throw new IOException("Resource temporarily unavailable");
            }
            peer = new MemorySocket();
            peer.peer = this;
            listener.connected(peer);
            return true;
        }

        @Override
        protected void finishConnect() {}

        @Override
        protected int tryReceive(ByteBuffer target) {
            byte[] bytes = tryReceive(target.remaining());
            if (bytes == null) {
                return -1;
            }
            target.put(bytes);
            return bytes.length;
        }

        @Override
        protected byte[] tryReceive(int max) {
            if (received.isEmpty()) {
                if (ended) {
                    return null;
                }
                input().exhausted();
                return NOTHING;
            }
            byte[] bytes = new byte[Math.min(max, received.size())];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = received.poll();
            }
            if (peer.readiness != null) {
                peer.readiness.room();
            }
            return bytes;
        }

        @Override
        protected void trySend(ByteBuffer data) {
            while (data.hasRemaining() && peer.received.size() < ROOM) {
                peer.received.add(data.get());
            }
            if (data.hasRemaining()) {
                output().exhausted();
            }
            if (peer.readiness != null) {
                peer.readiness.input();
            }
        }

        @Override
        protected void trySend(ByteBuffer[] data) {
            for (ByteBuffer each : data) {
                trySend(each);
            }
        }

        @Override
        public void bind(SocketAddress address) {}

        @Override
        public void shutdownInput() {}

        @Override
        public void shutdownOutput() {
            peer.ended = true;
            if (peer.readiness != null) {
                peer.readiness.ended();
            }
        }

        @Override
        public <T> void setOption(SocketOption<T> option, T value) {
            options.put(option, value);
        }

        @Override
        public <T> T getOption(SocketOption<T> option) {
            return option.type().cast(options.get(option));
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return options.keySet();
        }

        @Override
        protected SocketAddress findLocalAddress() {
            return new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 50_000);
        }

        @Override
        protected Readiness watch() {
            readiness = new MemoryReadiness(this);
            return readiness;
        }

        @Override
        protected void closeNow() {
            if (peer != null) {
                shutdownOutput();
            }
        }
    }

    private final class MemoryDatagrams extends LoopDatagramSocket {
        private record Datagram(SocketAddress sender, byte[] data) {}

        private final ArrayDeque<Datagram> waiting = new ArrayDeque<>();
        private final ByteBuffer scratch = ByteBuffer.allocate(ROOM);
        private SocketAddress address =
                new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 50_000);
        private SocketAddress target;
        private MemoryReadiness readiness;

        MemoryDatagrams(ProtocolFamily family) {
            super(sockets, family);
        }

        @Override
        protected SocketAddress tryReceive() {
            Datagram next = waiting.poll();
            if (next == null) {
                return null;
            }
            scratch.put(0, next.data);
            received(next.data.length);
            return next.sender;
        }

        @Override
        protected ByteBuffer scratch() {
            return scratch;
        }

        @Override
        protected boolean trySendNow(ByteBuffer data, SocketAddress to) {
            byte[] bytes = new byte[data.remaining()];
            data.get(data.position(), bytes);
            trail.add("datagram " + new String(bytes, US_ASCII));
            MemoryDatagrams receiver = receivers.get(to == null ? target : to);
            if (receiver != null) {
                receiver.waiting.add(new Datagram(address, bytes));
                receiver.readiness.input();
            }
            return true;
        }

        @Override
        protected void bindNow(SocketAddress wanted) {
            address = wanted;
            receivers.put(wanted, this);
        }

        @Override
        protected void connectNow(SocketAddress to) {
            target = to;
        }

        @Override
        protected void joinNow(InetAddress group, NetworkInterface where, InetAddress source) {}

        @Override
        protected void leaveNow(InetAddress group, NetworkInterface where, InetAddress source) {}

        @Override
        public <T> void setOption(SocketOption<T> option, T value) {}

        @Override
        public <T> T getOption(SocketOption<T> option) {
            return null;
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return Set.of();
        }

        @Override
        public long droppedBySystem() {
            return 0;
        }

        @Override
        protected SocketAddress findLocalAddress() {
            return address;
        }

        @Override
        protected Readiness watch() {
            readiness = new MemoryReadiness(this);
            return readiness;
        }

        @Override
        protected void closeNow() {
            receivers.remove(address, this);
        }
    }
}
