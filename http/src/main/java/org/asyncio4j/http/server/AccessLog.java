package org.asyncio4j.http.server;

/** A line for each request. */
public final class AccessLog {
    /** The usual line. */
    public static final String FORMAT = "%a %t \"%r\" %s %b \"%{Referer}i\" \"%{User-Agent}i\"";

    AccessLog() {}

    Entry begin(Request request) {
        return new Entry();
    }

    void end(Entry entry) {}

    static final class Entry {
        void response(Response response) {}
    }
}
