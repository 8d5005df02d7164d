package org.asyncio4j.net.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

class EngineTest {
    private static final Throwable REASON =
            new UnsatisfiedLinkError("wrapper").initCause(new Exception("no such library"));

    private static Function<Engine, Throwable> only(Set<Engine> available) {
        return engine -> available.contains(engine) ? null : REASON;
    }

    @Test
    void withoutAChoiceEpollIsTakenAndElseTheSelectors() {
        assertEquals(Engine.EPOLL, Engine.choose(null, only(EnumSet.allOf(Engine.class))));
        assertEquals(Engine.NIO, Engine.choose(null, only(Set.of(Engine.NIO))));
        assertEquals(
                Engine.NIO, Engine.choose(null, only(EnumSet.of(Engine.NIO, Engine.IO_URING))));
    }

    @Test
    void aChoiceIsTakenWhereItCanBeHad() {
        for (Engine engine : Engine.values()) {
            assertEquals(
                    engine,
                    Engine.choose(engine.propertyValue(), only(EnumSet.allOf(Engine.class))));
        }
        assertEquals(
                Engine.EPOLL,
                Engine.choose("io_uring", only(EnumSet.of(Engine.EPOLL, Engine.NIO))));
        assertEquals(Engine.NIO, Engine.choose("epoll", only(Set.of(Engine.NIO))));
    }

    @Test
    void anUnknownNameIsRefused() {
        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Engine.choose("EPOLL", only(EnumSet.allOf(Engine.class))));
        assertTrue(error.getMessage().contains("'EPOLL'"), error::getMessage);
        assertTrue(error.getMessage().contains("epoll, io_uring and nio"), error::getMessage);
    }

    @Test
    void aSubstituteIsExplained() {
        assertEquals(
                "-Dasyncio4j.io=io_uring cannot be had here, so epoll does the I/O instead. The"
                        + " reason: java.lang.Exception: no such library",
                Engine.EPOLL.substitution("io_uring", only(Set.of(Engine.EPOLL))));
        assertNull(Engine.EPOLL.substitution("epoll", only(Set.of(Engine.EPOLL))));
        assertNull(Engine.NIO.substitution(null, only(Set.of(Engine.NIO))));
    }
}
