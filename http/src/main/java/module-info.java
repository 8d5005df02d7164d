/** HTTP in direct style: the client, the server, WebSockets, server-sent events. */
module org.asyncio4j.http {
    exports org.asyncio4j.http;
    exports org.asyncio4j.http.server;

    requires transitive org.asyncio4j.core;
    requires transitive org.asyncio4j.net;

    // The default for JSON.
    requires tools.jackson.databind;

    // The charset of text that does not tell its own.
    requires com.github.albfernandez.juniversalchardet;

    // The codings br and zstd; nothing of them is loaded before such a body comes.
    requires com.aayushatharva.brotli4j;
    requires com.github.luben.zstd_jni;
}
