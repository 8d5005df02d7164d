package org.asyncio4j;

import org.asyncio4j.kernel.Fiber;

/** Says who waits for what, where all wait for each other. */
final class DeadlockReport {
    private DeadlockReport() {}

    static String of(EventLoop loop) {
        StringBuilder report = new StringBuilder();
        report.append("Deadlock: every task of the loop '")
                .append(loop.name())
                .append("' waits for another, ")
                .append(timers(loop))
                .append(" and nothing outside is awaited.");
        loop.scheduler().forEachFiber(fiber -> describe(report, fiber));
        return report.toString();
    }

    private static String timers(EventLoop loop) {
        return loop.scheduler().hasTimers()
                ? "or for the clock, which stands at " + loop.time() + " until it is moved,"
                : "no timer runs";
    }

    private static void describe(StringBuilder report, Fiber fiber) {
        report.append("\n  ").append(fiber).append(' ').append(fiber.activity());
        userFrame(fiber.thread().getStackTrace(), report);
    }

    /** Where the program waits: the first frame that is not ours or the JDK's. */
    private static void userFrame(StackTraceElement[] stack, StringBuilder report) {
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (!type.startsWith("java.") && !type.startsWith("org.asyncio4j.")) {
                report.append("\n      at ").append(frame);
                return;
            }
        }
    }
}
