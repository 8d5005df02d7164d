/** The loop's own I/O: connections, servers, datagrams, names, and sockets for drivers. */
// The module that the engine is exported to is built after this one.
@SuppressWarnings("module")
module org.asyncio4j.net {
    exports org.asyncio4j.net;
    exports org.asyncio4j.net.protocol;

    // What sockets and names come from; for a network that is simulated.
    exports org.asyncio4j.net.engine to
            org.asyncio4j.test;

    requires transitive org.asyncio4j.core;
    requires transitive io.netty.buffer;
    requires io.netty.codec.dns;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.unix.common;

    // TCP_KEEPIDLE and its like.
    requires jdk.net;

    // Look-ups of any library inside a task do not stop the loop.
    provides java.net.spi.InetAddressResolverProvider with
            org.asyncio4j.net.dns.LoopResolverProvider;
    provides org.asyncio4j.spi.ReactorProvider with
            org.asyncio4j.net.engine.NettyReactorProvider;
}
