package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.asyncio4j.Asyncio;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(10)
class UserCodeTest {
    private static StackTraceElement frame(String type, String method) {
        String file = type.substring(type.lastIndexOf('.') + 1) + ".java";
        return new StackTraceElement(type, method, file, 12);
    }

    private static StackTraceElement first(StackTraceElement... stack) {
        return UserCode.frame(stack);
    }

    @Test
    void isTheFirstFrameThatIsNotOfACarrier() {
        StackTraceElement users = frame("com.bank.Account", "withdraw");
        assertEquals(
                users,
                first(
                        frame("java.lang.VirtualThread", "park"),
                        frame(Event.class.getName(), "await"),
                        frame("org.junit.jupiter.api.Assertions", "fail"),
                        frame("io.netty.channel.Channel", "read"),
                        users,
                        frame("com.bank.Main", "main")));
    }

    @Test
    void thereMayBeNone() {
        assertNull(first());
        assertNull(
                first(frame(Asyncio.class.getName(), "sleep"), frame("java.lang.Thread", "run")));
        assertNull(first(frame(UserCode.class.getName(), "frame")));
    }

    /** Else nobody could look at this project's own tests. */
    @Test
    void testsOfOursAreUsers() {
        StackTraceElement test = frame(UserCodeTest.class.getName(), "test");
        assertEquals(test, first(frame(Asyncio.class.getName(), "sleep"), test));
        StackTraceElement unknown = frame("org.asyncio4j.example.Unknown", "main");
        assertEquals(unknown, first(unknown));
    }

    @Test
    void isNamedShortly() {
        assertEquals("A.run(A.java:12)", UserCode.describe(frame("com.bank.A", "run")));
        assertEquals("A.run(A.java:12)", UserCode.describe(frame("A", "lambda$run$0")));
        assertEquals("A.new(A.java:12)", UserCode.describe(frame("A", "lambda$new$10")));
        assertEquals("A.odd(A.java:12)", UserCode.describe(frame("A", "lambda$odd")));
    }

    @Test
    void realLambdasToo() {
        StackTraceElement frame =
                List.of(1).stream()
                        .map(_ -> UserCode.frame(new Throwable().getStackTrace()))
                        .toList()
                        .getFirst();
        assertEquals(
                "UserCodeTest.realLambdasToo(UserCodeTest.java:" + frame.getLineNumber() + ")",
                UserCode.describe(frame));
    }
}
