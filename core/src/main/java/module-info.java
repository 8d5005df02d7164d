/** The loop, its tasks and the primitives between them. */
module org.asyncio4j.core {
    exports org.asyncio4j;
    exports org.asyncio4j.queue;
    exports org.asyncio4j.channel;
    exports org.asyncio4j.spi;
    exports org.asyncio4j.sync;

    // sun.misc.Signal: without it Ctrl-C ends the process before the main task can clean up.
    requires jdk.unsupported;

    uses org.asyncio4j.spi.ReactorProvider;
}
