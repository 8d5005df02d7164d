package org.asyncio4j.http.client;

import org.asyncio4j.http.Body;
import org.asyncio4j.stream.SendStream;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Tells how much of a body is on its way. */
final class ObservedBody extends Body {
    private final Body body;
    private final Observer observer;

    /** Whom it tells. */
    interface Observer {
        /** Its source is at work, and the server is not waited for. */
        void produces();

        /** The server has to take what is there. */
        void sends();

        /** So much is on its way. */
        void sent(long bytes);
    }

    ObservedBody(Body body, Observer observer) {
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
        observer.produces();
        body.writeTo(new StreamWriter(new Told(out)));
        observer.sends();
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
            observer.sends();
            out.write(data);
            observer.sent(count);
            observer.produces();
        }

        @Override
        public void drain() throws IOException {
            observer.sends();
            out.drain();
            observer.produces();
        }

        @Override
        public void flush() throws IOException {
            observer.sends();
            out.flush();
            observer.produces();
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
