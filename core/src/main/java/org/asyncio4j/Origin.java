package org.asyncio4j;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where the program made a task or a callback. Remembered in debug mode only: looking at the stack
 * costs more than making the task.
 */
record Origin(List<StackWalker.StackFrame> frames) {
    /** As many frames as asyncio remembers. */
    private static final int FRAMES = 10;

    private static final String OWN_PACKAGE = "org.asyncio4j.";

    /** The frames of the program above the caller, without our own; null unless {@code debug}. */
    static Origin hereIf(boolean debug) {
        return debug ? StackWalker.getInstance().walk(Origin::ofFrames) : null;
    }

    private static Origin ofFrames(Stream<StackWalker.StackFrame> stack) {
        return new Origin(
                stack.dropWhile(frame -> frame.getClassName().startsWith(OWN_PACKAGE))
                        .limit(FRAMES)
                        .toList());
    }

    /** A few words for a name, or none where there is no origin. */
    static String place(Origin origin) {
        return origin == null || origin.frames.isEmpty()
                ? ""
                : ", created at " + origin.frames.getFirst();
    }

    /** A paragraph for a report, or nothing where there is no origin. */
    static String describe(Origin origin) {
        if (origin == null) {
            return "";
        }
        StringBuilder text = new StringBuilder("\nIt was created at:");
        for (StackWalker.StackFrame frame : origin.frames) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }
}
