package org.asyncio4j.net.dns;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.util.concurrent.Promise;

import org.asyncio4j.net.engine.Engine;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How Netty's resolver reaches name servers, on an engine. */
record Transport(Engine engine) {
    /** What passes through every network in one piece (DNS flag day 2020). */
    private static final int LARGEST_DATAGRAM = 1232;

    private static final Duration REHEARSAL = Duration.ofSeconds(1);

    /** The engines whose classes have been loaded. */
    private static final Set<Engine> REHEARSED = ConcurrentHashMap.newKeySet();

    /** Makes a resolver that is only good for being told whom to ask. */
    DnsNameResolver newResolver(IoEventLoop loop, Duration timeout) {
        return new DnsNameResolverBuilder(loop)
                .datagramChannelFactory(datagramChannels())
                .socketChannelFactory(socketChannels())
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .nameServerProvider(_ -> new Nobody())
                .queryTimeoutMillis(Math.max(1, timeout.toMillis()))
                .maxPayloadSize(LARGEST_DATAGRAM)
                .build();
    }

    private IoHandlerFactory handlers() {
        return switch (engine) {
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    private ChannelFactory<DatagramChannel> datagramChannels() {
        return switch (engine) {
            case EPOLL -> EpollDatagramChannel::new;
            case IO_URING -> IoUringDatagramChannel::new;
            case NIO -> NioDatagramChannel::new;
        };
    }

    private ChannelFactory<SocketChannel> socketChannels() {
        return switch (engine) {
            case EPOLL -> EpollSocketChannel::new;
            case IO_URING -> IoUringSocketChannel::new;
            case NIO -> NioSocketChannel::new;
        };
    }

    /**
     * Asks something of a name server of its own, in the calling thread. That loads hundreds of
     * classes, which would otherwise hold the loop at the first look-up for longer than all later
     * ones together.
     */
    void rehearse() {
        if (!REHEARSED.add(engine)) {
            return;
        }
        ManualIoEventLoop loop = new ManualIoEventLoop(Thread.currentThread(), handlers());
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            rehearse(loop, server);
        } catch (IOException e) {
            // Where that is forbidden, the classes are loaded later.
        }
        loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        while (!loop.isTerminated()) {
            loop.runNow();
        }
    }

    private void rehearse(ManualIoEventLoop loop, DatagramSocket server) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
        Promise<AddressedEnvelope<? extends DnsResponse, InetSocketAddress>> reply =
                loop.newPromise();
        newResolver(loop, REHEARSAL)
                .query(address, new DefaultDnsQuestion("example.", DnsRecordType.A), reply);
        loop.runNow();
        server.setSoTimeout((int) REHEARSAL.toMillis());
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM);
        server.receive(packet);
        packet.getData()[2] |= (byte) 0x80; // It is a response now.
        server.send(packet);
        while (!reply.isDone()) {
            loop.run(REHEARSAL.toNanos());
        }
        if (reply.isSuccess()) {
            Replies.read(reply.getNow().content(), DnsRecordType.A, address);
            reply.getNow().release();
        }
    }

    /** Netty's resolver never chooses whom it asks. */
    private static final class Nobody implements DnsServerAddressStream {
        @Override
        public InetSocketAddress next() {
            throw new IllegalStateException("No name server was chosen.");
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public DnsServerAddressStream duplicate() {
            return this;
        }
    }
}
