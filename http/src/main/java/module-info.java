/** HTTP in direct style: the client, the server, WebSockets, server-sent events. */
module org.asyncio4j.http {
    exports org.asyncio4j.http;
    exports org.asyncio4j.http.client;
    exports org.asyncio4j.http.form;
    exports org.asyncio4j.http.server;

    requires transitive org.asyncio4j.core;
    requires transitive org.asyncio4j.net;

    // A jar of cookies is saved as JSON.
    opens org.asyncio4j.http.client to
            tools.jackson.databind;

    // The default for JSON.
    requires tools.jackson.databind;

    // The charset of text that does not tell its own.
    requires com.github.albfernandez.juniversalchardet;

    // Which domains are shared by strangers, so that no cookie is for all of them.
    requires com.google.common;

    // The codings br and zstd; nothing of them is loaded before such a body comes.
    requires com.aayushatharva.brotli4j;
    requires com.github.luben.zstd_jni;
}
