package org.asyncio4j.http.server;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the server logs meanwhile. */
final class ServerLog extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<LogRecord> records = new ArrayList<>();
    private final boolean before;

    ServerLog() {
        this("org.asyncio4j.http.server");
    }

    ServerLog(String name) {
        logger = Logger.getLogger(name);
        before = logger.getUseParentHandlers();
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
    }

    /** The messages of this level and above. */
    List<String> messages(Level level) {
        SimpleFormatter formatter = new SimpleFormatter();
        return records.stream()
                .filter(each -> each.getLevel().intValue() >= level.intValue())
                .map(formatter::formatMessage)
                .toList();
    }

    Throwable thrown() {
        return records.getLast().getThrown();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(before);
    }
}
