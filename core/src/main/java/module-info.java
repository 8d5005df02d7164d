/** The loop, its tasks, and the primitives and streams between them. */
// The modules that the kernel is exported to are built after this one.
@SuppressWarnings("module")
module org.asyncio4j.core {
    exports org.asyncio4j;
    exports org.asyncio4j.queue;
    exports org.asyncio4j.channel;
    exports org.asyncio4j.spi;
    exports org.asyncio4j.stream;
    exports org.asyncio4j.sync;

    // How a fiber waits and is woken; for the modules that bring something to wait for.
    exports org.asyncio4j.kernel to
            org.asyncio4j.net,
            org.asyncio4j.test;

    // sun.misc.Signal: without it Ctrl-C ends the process before the main task can clean up.
    requires jdk.unsupported;

    uses org.asyncio4j.spi.ReactorProvider;
}
