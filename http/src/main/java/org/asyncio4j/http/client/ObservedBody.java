package org.asyncio4j.http.client;

import org.asyncio4j.http.Body;
import org.asyncio4j.stream.SendStream;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** Tells how much of a body is on its way. */
final class ObservedBody extends Body {
    private final Body body;
    private final LongConsumer observer;

    ObservedBody(Body body, LongConsumer observer) {
        this.body = body;
        this.observer = observer;
    }

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public String contentType() {
        return body.contentType();
    }

    @Override
    public boolean isRepeatable() {
        return body.isRepeatable();
    }

    @Override
    public void writeTo(StreamWriter out) throws IOException {
        body.writeTo(new StreamWriter(new Told(out)));
    }

    private final class Told implements SendStream {
        private final StreamWriter out;

        Told(StreamWriter out) {
            this.out = out;
        }

        @Override
        public void send(ByteBuffer... data) throws IOException {
            long count = 0;
            for (ByteBuffer each : data) {
                count += each.remaining();
            }
            out.write(data);
            observer.accept(count);
        }

        @Override
        public void drain() throws IOException {
            out.drain();
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void sendEof() throws IOException {
            out.writeEof();
        }

        @Override
        public boolean canSendEof() {
            return out.canWriteEof();
        }
    }
}
