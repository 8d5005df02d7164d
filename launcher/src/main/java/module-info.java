/** The Java half of the command {@code asyncio4j}. */
module org.asyncio4j.launcher {
    requires jdk.compiler;
    requires org.asyncio4j.core;
    requires org.asyncio4j.net;
    requires org.asyncio4j.http;
}
