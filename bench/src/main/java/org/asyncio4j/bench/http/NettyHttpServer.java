package org.asyncio4j.bench.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;

import tools.jackson.databind.json.JsonMapper;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

/**
 * Netty's own handlers on its epoll transport, the floor of the servers: its codec as it comes,
 * with what it checks; answers written in {@code channelRead} and flushed in {@code
 * channelReadComplete}.
 */
public final class NettyHttpServer {

    private NettyHttpServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        Clock clock = new Clock();
        loop.scheduleAtFixedRate(clock, 1, 1, TimeUnit.SECONDS);
        new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, Answers.BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(new HttpServerCodec())
                                        .addLast(new Answerer(clock));
                            }
                        })
                .bind(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]))
                .sync();
        Answers.ready();
    }

    /** The date as text, written once a second. */
    private static final class Clock implements Runnable {
        private CharSequence date = new AsciiString(Answers.date());

        @Override
        public void run() {
            date = new AsciiString(Answers.date());
        }
    }

    private static final class Answerer extends ChannelInboundHandlerAdapter {
        private static final HttpHeadersFactory HEADERS =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false);
        private static final JsonMapper MAPPER = new JsonMapper();
        private static final ByteBuf GREETING = body(Answers.GREETING_BYTES);
        private static final ByteBuf LARGE = body(Answers.large());
        private static final CharSequence TEXT_TYPE = new AsciiString(Answers.TEXT_TYPE);
        private static final CharSequence JSON_TYPE = new AsciiString(Answers.JSON_TYPE);
        private static final CharSequence BYTES_TYPE = new AsciiString(Answers.BYTES_TYPE);

        private final Clock clock;

        Answerer(Clock clock) {
            this.clock = clock;
        }

        private static ByteBuf body(byte[] bytes) {
            return Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof HttpRequest request) {
                    handle(context, request);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private void handle(ChannelHandlerContext context, HttpRequest request) {
            if (request.decoderResult().isFailure()) {
                context.close();
                return;
            }
            String uri = request.uri();
            if (uri.startsWith(Answers.PLAIN_TEXT)) {
                answer(context, request, GREETING.duplicate(), TEXT_TYPE);
            } else if (uri.equals(Answers.JSON)) {
                byte[] json = MAPPER.writeValueAsBytes(Answers.message());
                answer(context, request, Unpooled.wrappedBuffer(json), JSON_TYPE);
            } else if (uri.equals(Answers.LARGE)) {
                answer(context, request, LARGE.duplicate(), BYTES_TYPE);
            } else {
                shakeHands(context, request);
            }
        }

        private void answer(
                ChannelHandlerContext context, HttpRequest request, ByteBuf body, Object type) {
            FullHttpResponse response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body, HEADERS, HEADERS);
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, type)
                    .set(HttpHeaderNames.DATE, clock.date)
                    .set(
                            HttpHeaderNames.CONTENT_LENGTH,
                            AsciiString.of(Integer.toString(body.readableBytes())));
            if (HttpUtil.isKeepAlive(request)) {
                context.write(response, context.voidPromise());
            } else {
                context.write(response).addListener(ChannelFutureListener.CLOSE);
            }
        }

        private void shakeHands(ChannelHandlerContext context, HttpRequest request) {
            WebSocketServerHandshaker handshaker =
                    new WebSocketServerHandshakerFactory(Answers.WEB_SOCKET, null, false)
                            .newHandshaker(request);
            FullHttpRequest opening =
                    new DefaultFullHttpRequest(
                            request.protocolVersion(),
                            request.method(),
                            request.uri(),
                            Unpooled.EMPTY_BUFFER,
                            request.headers(),
                            EmptyHttpHeaders.INSTANCE);
            handshaker.handshake(context.channel(), opening);
            context.pipeline().addLast(new Utf8FrameValidator(), new Echo(handshaker));
            context.pipeline().remove(this);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        private final WebSocketServerHandshaker handshaker;

        Echo(WebSocketServerHandshaker handshaker) {
            this.handshaker = handshaker;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            switch (message) {
                case CloseWebSocketFrame close -> handshaker.close(context, close);
                case PingWebSocketFrame ping ->
                        context.write(new PongWebSocketFrame(ping.content()));
                case WebSocketFrame frame -> context.write(frame, context.voidPromise());
                default -> ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
