package org.asyncio4j;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The one logger of asyncio4j. It is looked up when there is something to log: the look-up costs a
 * program that logs nothing a good part of its start.
 */
final class Log {
    private static final String NAME = "org.asyncio4j";

    private Log() {}

    static void warning(String message) {
        logger().log(Level.WARNING, message);
    }

    static void error(String message, Throwable failure) {
        logger().log(Level.ERROR, message, failure);
    }

    private static Logger logger() {
        return System.getLogger(NAME);
    }
}
