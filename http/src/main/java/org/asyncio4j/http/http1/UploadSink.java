package org.asyncio4j.http.http1;

import org.asyncio4j.stream.SendStream;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends a request's body, and tells a connection's failure from one of the body's source. */
final class UploadSink implements SendStream {
    private final BodySink sink;
    private boolean failed;

    UploadSink(BodySink sink) {
        this.sink = sink;
    }

    boolean hasFailed() {
        return failed;
    }

    /** The connection has, by what went past this. */
    void fail() {
        failed = true;
    }

    /** Sends something. */
    private interface Sending {
        void run() throws IOException;
    }

    @Override
    public void send(ByteBuffer... data) throws IOException {
        sink.requireRoom(data); // Too much is the source's fault.
        observed(() -> sink.send(data));
    }

    private void observed(Sending sending) throws IOException {
        try {
            sending.run();
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    /** The body is complete. */
    void end() throws IOException {
        sink.end();
        observed(sink.output::flush);
    }

    @Override
    public void drain() {
        sink.drain();
    }

    @Override
    public void flush() throws IOException {
        observed(sink::flush);
    }

    @Override
    public void sendEof() {
        sink.sendEof();
    }

    @Override
    public boolean canSendEof() {
        return sink.canSendEof();
    }
}
