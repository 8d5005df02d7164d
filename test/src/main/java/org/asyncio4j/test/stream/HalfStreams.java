package org.asyncio4j.test.stream;

import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.SendStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A reader and a writer as raw sides, so that the same cases check them. */
final class HalfStreams {
    private HalfStreams() {}

    record Receiving(StreamReader reader) implements ReceiveStream {
        @Override
        public int receive(ByteBuffer target) throws IOException {
            return reader.read(target);
        }

        @Override
        public byte[] receive(int max) throws IOException {
            byte[] bytes = reader.read(max);
            return bytes.length == 0 ? null : bytes;
        }
    }

    record Sending(StreamWriter writer) implements SendStream {
        @Override
        public void send(ByteBuffer... data) throws IOException {
            writer.write(data);
        }

        @Override
        public void drain() throws IOException {
            writer.drain();
        }

        @Override
        public void flush() throws IOException {
            writer.flush();
        }

        @Override
        public void sendEof() throws IOException {
            writer.writeEof();
        }

        @Override
        public boolean canSendEof() {
            return writer.canWriteEof();
        }
    }
}
