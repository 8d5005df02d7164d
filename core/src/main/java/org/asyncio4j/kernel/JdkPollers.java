package org.asyncio4j.kernel;

/**
 * The JDK's own virtual threads that watch the sockets of all virtual threads in the JVM.
 *
 * <p>They start when a virtual thread first waits for a socket, and inherit that thread's
 * scheduler. Were that a loop, all socket I/O of all virtual threads would end with it. So they are
 * sent to the JDK's scheduler, where they belong. Starting them there beforehand would do as well,
 * but cost each program that uses no sockets: a JVM waits 300 ms for their platform thread when it
 * exits.
 */
final class JdkPollers {
    /** What the JDK calls them. */
    private static final String NAME_PREFIX = "SubPoller-";

    private JdkPollers() {}

    /** Whether a guest's continuation is such a thread's. */
    static boolean isOne(Runnable continuation) {
        return VirtualThreads.threadOf(continuation).getName().startsWith(NAME_PREFIX);
    }
}
