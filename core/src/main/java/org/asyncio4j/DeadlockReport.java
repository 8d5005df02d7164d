package org.asyncio4j;

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
        return report.append(TaskTree.of(loop)).toString();
    }

    private static String timers(EventLoop loop) {
        return loop.scheduler().earliestDeadline() != Long.MAX_VALUE
                ? "or for the clock, which stands at " + loop.time() + " until it is moved,"
                : "no timer runs";
    }
}
