package org.asyncio4j.http.http1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Inputs without a connection, for what reads them. */
final class Inputs {
    private Inputs() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One that holds all of a text. */
    static Http1Input of(String text) {
        Http1Input input = new Http1Input(null);
        if (!text.isEmpty()) {
            input.accept(bytes(text));
        }
        return input;
    }

    /** Has a text come in pieces, whenever more is waited for; then the end. */
    static final class Pieces implements FramedBody.Listener {
        final Http1Input input = new Http1Input(null);
        private final Deque<byte[]> pieces = new ArrayDeque<>();
        int begun;
        int ended;

        Pieces(String text, int size) {
            byte[] all = bytes(text);
            for (int i = 0; i < all.length; i += size) {
                pieces.add(Arrays.copyOfRange(all, i, Math.min(all.length, i + size)));
            }
        }

        @Override
        public void begins() {
            begun++;
        }

        @Override
        public boolean fill() throws IOException {
            return input.accept(pieces.isEmpty() ? new byte[0] : pieces.removeFirst());
        }

        @Override
        public void ends() {
            ended++;
        }
    }
}
