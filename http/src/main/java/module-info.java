/** HTTP in direct style: the client, the server, WebSockets, server-sent events. */
module org.asyncio4j.http {
    exports org.asyncio4j.http;

    requires transitive org.asyncio4j.core;
    requires transitive org.asyncio4j.net;
}
