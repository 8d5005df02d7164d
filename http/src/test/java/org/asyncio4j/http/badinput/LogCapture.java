package org.asyncio4j.http.badinput;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the project logs meanwhile as a warning or worse, and anything that has an exception. */
public final class LogCapture extends Handler implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    private final List<String> records = new CopyOnWriteArrayList<>();

    private LogCapture() {}

    public static LogCapture start() {
        LogCapture capture = new LogCapture();
        ROOT.addHandler(capture);
        return capture;
    }

    public List<String> records() {
        return records;
    }

    @Override
    public void publish(LogRecord record) {
        boolean tells =
                record.getLevel().intValue() >= Level.WARNING.intValue()
                        || record.getThrown() != null;
        if (tells && ("" + record.getLoggerName()).contains("asyncio4j")) {
            StringWriter text = new StringWriter();
            text.append(record.getLoggerName() + " " + record.getLevel() + " ");
            text.append(record.getMessage());
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(text.append('\n')));
            }
            records.add(text.toString());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}
