package org.asyncio4j.net;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The log of this module. Only from tasks: a log handler is users' code, with locks. */
final class Log {
    private Log() {}

    static void debug(String message, Throwable failure) {
        logger().log(Level.DEBUG, message, failure);
    }

    static void warning(String message) {
        logger().log(Level.WARNING, message);
    }

    private static Logger logger() {
        return System.getLogger("org.asyncio4j.net");
    }
}
