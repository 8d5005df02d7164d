package org.asyncio4j.test.schedule;

import org.asyncio4j.Asyncio;
import org.asyncio4j.net.Connection;

import java.net.URL;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells the code that is tested, and its tests, from what carries it. */
public final class UserCode {
    private static final String OURS = "org.asyncio4j.";

    private static final List<String> CARRIERS =
            List.of(
                    "java.",
                    "javax.",
                    "jdk.",
                    "sun.",
                    "io.netty.",
                    "org.junit.",
                    "org.opentest4j.",
                    "org.assertj.",
                    "org.hamcrest.",
                    "com.google.common.truth.",
                    "kotlin.");

    /** Where our own classes lie. What has our name but lies elsewhere, tests ours. */
    private static final Set<URL> OUR_PLACES =
            Stream.of(Asyncio.class, Connection.class, UserCode.class)
                    .map(UserCode::placeOf)
                    .collect(Collectors.toSet());

    private static final Map<String, Boolean> OUR_TYPES = new ConcurrentHashMap<>();

    private UserCode() {}

    /** The innermost frame of the user's; null if there is none. */
    public static StackTraceElement frame(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (isUsers(frame.getClassName())) {
                return frame;
            }
        }
        return null;
    }

    /** The frames down to the user's outermost one; all of them where none is the user's. */
    public static StackTraceElement[] downToUsers(StackTraceElement[] stack) {
        int end = stack.length;
        while (end > 0 && !isUsers(stack[end - 1].getClassName())) {
            end--;
        }
        return end == 0 ? stack : Arrays.copyOf(stack, end);
    }

    private static boolean isUsers(String type) {
        if (type.startsWith(OURS)) {
            return !OUR_TYPES.computeIfAbsent(type, UserCode::isOurs);
        }
        for (String carrier : CARRIERS) {
            if (type.startsWith(carrier)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOurs(String type) {
        try {
            return OUR_PLACES.contains(
                    placeOf(Class.forName(type, false, UserCode.class.getClassLoader())));
        } catch (ClassNotFoundException | LinkageError e) {
            return false; // Of another loader, so not of ours.
        }
    }

    private static URL placeOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }

    /** {@code Bank.withdraw(Bank.java:12)}, also where that is in a lambda. */
    public static String describe(StackTraceElement frame) {
        String type = frame.getClassName();
        type = type.substring(type.lastIndexOf('.') + 1);
        String method = frame.getMethodName();
        if (method.startsWith("lambda$")) {
            int end = method.indexOf('$', "lambda$".length());
            method = method.substring("lambda$".length(), end < 0 ? method.length() : end);
        }
        return type + "." + method + "(" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
    }
}
