package org.asyncio4j.http.client;

import java.util.List;

/** A response that is open, and where the program has asked for it. For debug mode: it is slow. */
final class UnreadResponse {
    private static final int FRAMES = 10;
    private static final String OWN_PACKAGE = "org.asyncio4j.http.client.";

    private final ResponseStream stream;
    private final List<StackWalker.StackFrame> frames =
            StackWalker.getInstance()
                    .walk(stack ->
                            stack.dropWhile(frame -> frame.getClassName().startsWith(OWN_PACKAGE))
                                    .limit(FRAMES)
                                    .toList());

    UnreadResponse(ResponseStream stream) {
        this.stream = stream;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(stream.toString()).append(", asked for at");
        frames.forEach(frame -> text.append("\n    at ").append(frame));
        return text.toString();
    }
}
