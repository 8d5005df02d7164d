package org.asyncio4j.bench.server;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServerOptions;

/** Vert.x on its native transport, with one event loop. */
public final class VertxEcho {

    private VertxEcho() {}

    public static void main(String[] arguments) throws Exception {
        EchoArguments echo = EchoArguments.of(arguments);
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setPreferNativeTransport(true)
                                .setEventLoopPoolSize(echo.loops()));
        if (!vertx.isNativeTransportEnabled()) {
            throw new IllegalStateException(
                    "no native transport", vertx.unavailableNativeTransportCause());
        }
        vertx.createNetServer(
                        new NetServerOptions()
                                .setTcpNoDelay(true)
                                .setAcceptBacklog(EchoArguments.BACKLOG))
                .connectHandler(socket -> {
                    socket.handler(socket::write);
                    socket.exceptionHandler(gone -> socket.close());
                })
                .listen(echo.port(), "127.0.0.1")
                .await();
        EchoArguments.ready();
    }
}
