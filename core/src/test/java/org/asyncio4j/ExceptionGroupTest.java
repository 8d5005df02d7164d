package org.asyncio4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class ExceptionGroupTest {
    private final IOException io = new IOException("io");
    private final FileNotFoundException file = new FileNotFoundException("file");
    private final IllegalStateException state = new IllegalStateException("state");
    private final StackOverflowError error = new StackOverflowError("error");

    private final ExceptionGroup inner = new ExceptionGroup("inner", List.of(file, state));
    private final ExceptionGroup outer = new ExceptionGroup("outer", List.of(io, inner, error));

    // ---------------------------------------------------------------- what it is

    @Test
    void membersAndLeavesComeInOrder() {
        assertEquals(List.of(io, inner, error), outer.exceptions());
        assertEquals(List.of(io, file, state, error), outer.leaves());
        assertThrows(UnsupportedOperationException.class, () -> outer.exceptions().clear());
    }

    @Test
    void theMessageCountsTheMembers() {
        assertEquals("outer (3 sub-exceptions)", outer.getMessage());
        assertEquals("one (1 sub-exception)", new ExceptionGroup("one", List.of(io)).getMessage());
        assertEquals("outer", outer.description());
    }

    @Test
    void itNeedsMembers() {
        assertThrows(IllegalArgumentException.class, () -> new ExceptionGroup("", List.of()));
    }

    @Test
    void laterChangesOfTheListDoNotReachIt() {
        List<Throwable> list = new ArrayList<>(List.of(io));
        ExceptionGroup group = new ExceptionGroup("copy", list);
        list.clear();
        assertEquals(List.of(io), group.exceptions());
    }

    // ---------------------------------------------------------------- taking it apart

    @Test
    void splitKeepsTheNestingOnBothSides() {
        ExceptionGroup.Split parts = outer.split(IOException.class);
        assertEquals(List.of(io, file), parts.matching().leaves());
        assertEquals(List.of(state, error), parts.others().leaves());
        ExceptionGroup matchingInner =
                assertInstanceOf(ExceptionGroup.class, parts.matching().exceptions().get(1));
        assertEquals("inner", matchingInner.description());
        assertEquals(List.of(file), matchingInner.exceptions());
        assertEquals("outer", parts.matching().description());
        assertEquals("outer", parts.others().description());
    }

    @Test
    void splitWithNothingOnOneSide() {
        assertNull(outer.split(ArithmeticException.class).matching());
        assertEquals(outer.leaves(), outer.split(ArithmeticException.class).others().leaves());
        assertNull(outer.split(_ -> true).others());
        assertSame(outer, outer.split(_ -> true).matching());
    }

    @Test
    void splitAsksTheGroupThenNestedGroupsThenTheMembers() {
        List<Throwable> asked = new ArrayList<>();
        outer.split(thrown -> {
            asked.add(thrown);
            return thrown == inner;
        });
        assertEquals(List.of(outer, io, inner, error), asked);
        ExceptionGroup.Split parts = outer.split(thrown -> thrown == inner);
        assertEquals(List.of(inner), parts.matching().exceptions());
        assertEquals(List.of(io, error), parts.others().exceptions());
    }

    /**
     * The group is a RuntimeException by chance of the language, which says nothing of its members.
     */
    @Test
    void splitByTypeIsNotFooledByTheTypeOfTheGroup() {
        ExceptionGroup.Split parts = outer.split(RuntimeException.class);
        assertEquals(List.of(state), parts.matching().leaves());
        assertEquals(List.of(io, file, error), parts.others().leaves());
        assertEquals(List.of(io, file, state), outer.split(Exception.class).matching().leaves());
        assertEquals(outer.leaves(), outer.subgroup(Throwable.class).leaves());
    }

    @Test
    void splitByATypeOfGroupsTakesGroups() {
        Marked marked = new Marked("m", List.of(io));
        ExceptionGroup group = new ExceptionGroup("g", List.of(state, marked));
        assertEquals(List.of(marked), group.split(Marked.class).matching().exceptions());
        assertSame(group, group.split(ExceptionGroup.class).matching());
    }

    @Test
    void subgroupIsTheMatchingPart() {
        assertEquals(List.of(state), outer.subgroup(IllegalStateException.class).leaves());
        assertEquals(List.of(error), outer.subgroup(Error.class::isInstance).leaves());
        assertNull(outer.subgroup(ArithmeticException.class));
    }

    @Test
    void partsKeepStackTraceAndCause() {
        outer.initCause(new IOException("cause"));
        ExceptionGroup part = outer.subgroup(IOException.class);
        assertArrayEquals(outer.getStackTrace(), part.getStackTrace());
        assertSame(outer.getCause(), part.getCause());
    }

    private static final class Marked extends ExceptionGroup {
        private static final long serialVersionUID = 1L;

        Marked(String message, List<? extends Throwable> exceptions) {
            super(message, exceptions);
        }

        @Override
        protected ExceptionGroup derive(List<? extends Throwable> members) {
            return new Marked(description(), members);
        }
    }

    @Test
    void partsOfASubclassAreWhatItDerives() {
        ExceptionGroup.Split parts = new Marked("m", List.of(io, state)).split(IOException.class);
        assertInstanceOf(Marked.class, parts.matching());
        assertInstanceOf(Marked.class, parts.others());
    }

    // ---------------------------------------------------------------- handle

    @Test
    void handleGivesEachMatchAndThrowsTheRest() {
        List<Throwable> handled = new ArrayList<>();
        ExceptionGroup rest =
                assertThrows(
                        ExceptionGroup.class, () -> outer.handle(IOException.class, handled::add));
        assertEquals(List.of(io, file), handled);
        assertEquals(List.of(state, error), rest.leaves());
    }

    @Test
    void handleOfAllThrowsNothing() {
        List<Throwable> handled = new ArrayList<>();
        outer.handle(Throwable.class, handled::add);
        assertEquals(outer.leaves(), handled);
    }

    @Test
    void handleOfRuntimeExceptionsDoesNotMeetOthers() {
        List<RuntimeException> handled = new ArrayList<>();
        assertThrows(
                ExceptionGroup.class, () -> outer.handle(RuntimeException.class, handled::add));
        assertEquals(List.of(state), handled);
    }

    /** As Python's except*. */
    @Test
    void handleOfGroupsIsAMistake() {
        assertThrows(
                IllegalArgumentException.class, () -> outer.handle(ExceptionGroup.class, _ -> {}));
        assertThrows(IllegalArgumentException.class, () -> outer.handle(Marked.class, _ -> {}));
    }

    @Test
    void whatAHandlerThrowsDoesNotHideTheRest() {
        ArithmeticException own = new ArithmeticException("handler");
        ArithmeticException thrown =
                assertThrows(
                        ArithmeticException.class,
                        () ->
                                outer.handle(
                                        IOException.class,
                                        _ -> {
                                            throw own;
                                        }));
        assertSame(own, thrown);
        ExceptionGroup rest = assertInstanceOf(ExceptionGroup.class, thrown.getSuppressed()[0]);
        assertEquals(List.of(state, error), rest.leaves());
    }

    // ---------------------------------------------------------------- printing

    @Test
    void itPrintsAsATree() {
        StringWriter text = new StringWriter();
        outer.printStackTrace(new PrintWriter(text, true));
        List<String> lines = text.toString().lines().filter(line -> !line.contains("at ")).toList();
        assertEquals(
                List.of(
                        "org.asyncio4j.ExceptionGroup: outer (3 sub-exceptions)",
                        "  +---------------- 1",
                        "  | java.io.IOException: io",
                        "  +---------------- 2",
                        "  | org.asyncio4j.ExceptionGroup: inner (2 sub-exceptions)",
                        "  |   +---------------- 1",
                        "  |   | java.io.FileNotFoundException: file",
                        "  |   +---------------- 2",
                        "  |   | java.lang.IllegalStateException: state",
                        "  |   +------------------------------------",
                        "  +---------------- 3",
                        "  | java.lang.StackOverflowError: error",
                        "  +------------------------------------"),
                lines.stream().filter(line -> !line.contains("...")).toList());
    }

    @Test
    void aStreamGetsTheSameAsAWriter() {
        StringWriter text = new StringWriter();
        outer.printStackTrace(new PrintWriter(text, true));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        outer.printStackTrace(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertEquals(text.toString(), bytes.toString(StandardCharsets.UTF_8));
        assertTrue(text.toString().contains("org.asyncio4j.ExceptionGroupTest."));
        assertFalse(text.toString().isBlank());
    }
}
