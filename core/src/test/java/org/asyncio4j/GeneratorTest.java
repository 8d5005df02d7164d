package org.asyncio4j;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.generate;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GeneratorTest {
    private final List<String> trail = new ArrayList<>();

    /** Counts from 0 without end, a second each, and writes down how it ends. */
    private Generator<Integer> counting() {
        return generate(out -> {
            try {
                for (int i = 0; ; i++) {
                    sleep(seconds(1));
                    trail.add("yields " + i);
                    out.yield(i);
                }
            } catch (CancelledError e) {
                trail.add("cancelled: " + e.reason());
                throw e;
            } finally {
                trail.add("finally");
            }
        });
    }

    private static Generator<Integer> upTo(int end) {
        return generate(out -> {
            for (int i = 0; i < end; i++) {
                out.yield(i);
            }
        });
    }

    // ---------------------------------------------------------------- the values

    @Test
    void aPlainForConsumesIt() {
        run(() -> {
            List<Integer> values = new ArrayList<>();
            for (int value : upTo(3)) {
                values.add(value);
            }
            assertEquals(List.of(0, 1, 2), values);
        });
    }

    @Test
    void nullIsAValue() {
        run(() -> {
            Generator<String> generator = generate(out -> out.yield(null));
            assertTrue(generator.hasNext());
            assertNull(generator.next());
            assertFalse(generator.hasNext());
        });
    }

    @Test
    void itIsLazy() {
        run(() -> {
            Generator<Integer> generator =
                    generate(out -> {
                        trail.add("begins");
                        out.yield(1);
                        trail.add("goes on");
                        out.yield(2);
                        trail.add("ends");
                    });
            sleep(seconds(1));
            assertEquals(List.of(), trail);
            assertEquals(1, generator.next());
            sleep(seconds(1));
            assertEquals(List.of("begins"), trail);
            assertTrue(generator.hasNext());
            assertTrue(generator.hasNext());
            assertEquals(List.of("begins", "goes on"), trail);
            assertEquals(2, generator.next());
            assertFalse(generator.hasNext());
            assertThrows(NoSuchElementException.class, generator::next);
            assertEquals(List.of("begins", "goes on", "ends"), trail);
        });
    }

    @Test
    void othersRunWhileItWaits() {
        run(() -> {
            createTask(() -> {
                sleep(seconds(1.5));
                trail.add("other");
            });
            Iterator<Integer> values = counting().iterator();
            values.next();
            values.next();
            assertEquals(List.of("yields 0", "other", "yields 1"), trail);
        });
    }

    @Test
    void aSecondForGoesOnWhereTheFirstStopped() {
        run(() -> {
            Generator<Integer> generator = upTo(3);
            for (int value : generator) {
                assertEquals(0, value);
                break;
            }
            List<Integer> rest = new ArrayList<>();
            generator.forEach(rest::add);
            assertEquals(List.of(1, 2), rest);
        });
    }

    @Test
    void generatorsNest() {
        run(() -> {
            Generator<Integer> squares =
                    generate(out -> {
                        for (int value : upTo(4)) {
                            sleep(seconds(1));
                            out.yield(value * value);
                        }
                    });
            List<Integer> values = new ArrayList<>();
            squares.forEach(values::add);
            assertEquals(List.of(0, 1, 4, 9), values);
        });
    }

    // ---------------------------------------------------------------- failures

    @Test
    void theBodysFailureIsThrownWhereTheNextValueIsAskedFor() {
        run(() -> {
            IOException failure = new IOException();
            Generator<Integer> generator =
                    generate(out -> {
                        out.yield(1);
                        throw failure;
                    });
            assertEquals(1, generator.next());
            assertSame(failure, assertThrows(IOException.class, generator::hasNext));
            assertFalse(generator.hasNext());
            generator.close();
        });
    }

    @Test
    void aFailureBeforeTheFirstValue() {
        run(() -> {
            Generator<Integer> generator =
                    generate(_ -> {
                        throw new IOException();
                    });
            assertThrows(IOException.class, generator::next);
        });
    }

    @Test
    void aFailureThatWasThrownIsNotReported() {
        run(() -> {
            getRunningLoop().setExceptionHandler((_, context) -> trail.add(context.message()));
            Generator<Integer> generator =
                    generate(_ -> {
                        throw new IOException();
                    });
            assertThrows(IOException.class, generator::hasNext);
            sleep(seconds(100));
            assertEquals(List.of(), trail);
        });
    }

    // ---------------------------------------------------------------- closing

    @Test
    void closeEndsTheBodyWhereItYieldsAndWaitsForItsCleanUp() {
        run(() -> {
            Generator<Integer> generator =
                    generate(out -> {
                        try {
                            out.yield(1);
                        } finally {
                            sleep(seconds(1));
                            trail.add("cleaned up");
                        }
                    });
            generator.next();
            generator.close();
            assertEquals(List.of("cleaned up"), trail);
            assertFalse(generator.hasNext());
            generator.close();
        });
    }

    @Test
    void closeBeforeTheBeginRunsNothing() {
        run(() -> {
            Generator<Integer> generator = counting();
            generator.close();
            assertFalse(generator.hasNext());
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void aGeneratorThatIsLeftIsClosedWhenItsConsumersTaskEnds() {
        run(() -> {
            createTask(
                            () -> {
                                for (int value : counting()) {
                                    if (value == 1) {
                                        break;
                                    }
                                }
                                trail.add("left");
                            })
                    .await();
            assertEquals(
                    List.of(
                            "yields 0",
                            "yields 1",
                            "left",
                            "cancelled: the generator was closed",
                            "finally"),
                    trail);
        });
    }

    @Test
    void aGeneratorIsClosedWhenItsConsumersTaskFails() {
        run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        for (int _ : counting()) {
                            throw new IOException("consumer");
                        }
                    });
            assertThrows(IOException.class, task::await);
            assertEquals("finally", trail.getLast());
        });
    }

    @Test
    void aGeneratorIsClosedWhenItsConsumersTaskIsCancelled() {
        run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        for (int _ : counting()) {
                            sleep(seconds(100));
                        }
                    });
            sleep(seconds(5));
            task.cancel();
            assertThrows(CancelledError.class, task::await);
            assertEquals("finally", trail.getLast());
        });
    }

    @Test
    void aFailureInTheCleanUpIsThrownByClose() {
        run(() -> {
            Generator<Integer> generator =
                    generate(out -> {
                        try {
                            out.yield(1);
                        } finally {
                            throwNow(new IOException("clean-up"));
                        }
                    });
            generator.next();
            assertEquals(
                    "clean-up", assertThrows(IOException.class, generator::close).getMessage());
        });
    }

    @Test
    void aFailureInTheCleanUpOfOneThatWasLeftFailsTheTask() {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        Generator<Integer> generator =
                                generate(out -> {
                                    try {
                                        out.yield(1);
                                    } finally {
                                        throwNow(new IOException("clean-up"));
                                    }
                                });
                        generator.next();
                        return "r";
                    });
            assertThrows(IOException.class, task::await);
        });
    }

    private static void throwNow(IOException exception) throws IOException {
        throw exception;
    }

    /** As Python's "async generator ignored GeneratorExit". */
    @Test
    void aBodyThatYieldsAgainAfterItWasClosedIsTold() {
        run(() -> {
            Generator<Integer> generator =
                    generate(out -> {
                        try {
                            out.yield(1);
                        } catch (CancelledError e) {
                            out.yield(2);
                        }
                    });
            generator.next();
            IllegalStateException told =
                    assertThrows(IllegalStateException.class, generator::close);
            assertTrue(told.getMessage().contains("closed"), told.getMessage());
        });
    }

    @Test
    void aBodyCannotCloseOrConsumeItsOwnGenerator() {
        run(() -> {
            List<Generator<Integer>> self = new ArrayList<>();
            self.add(
                    generate(out -> {
                        assertThrows(IllegalStateException.class, () -> self.getFirst().close());
                        assertThrows(IllegalStateException.class, () -> self.getFirst().hasNext());
                        out.yield(1);
                    }));
            assertEquals(1, self.getFirst().next());
            assertFalse(self.getFirst().hasNext());
        });
    }

    @Test
    void closeWhileTheTaskIsBeingCancelledStillEndsTheTask() {
        run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        Generator<Integer> generator = counting();
                        generator.next();
                        Asyncio.currentTask().cancel("self");
                        generator.close();
                    });
            assertThrows(CancelledError.class, task::await);
            assertEquals("finally", trail.getLast());
        });
    }

    @Test
    void cancelJustAfterCloseWasWokenStillEndsTheTask() {
        run(() -> {
            Promise<Void> mayClean = createFuture();
            Task<Void> task =
                    createTask(() -> {
                        Generator<Integer> generator =
                                generate(out -> {
                                    try {
                                        out.yield(1);
                                    } finally {
                                        mayClean.await();
                                    }
                                });
                        generator.next();
                        generator.close();
                    });
            settle();
            // The producer ends in its next turn, which wakes the closing task; the request below
            // comes from a turn between the two.
            mayClean.setResult(null);
            createTask(() -> task.cancel("late"));
            assertThrows(CancelledError.class, task::await);
        });
    }

    @Test
    void aTaskThatWaitsForAValueOfWhatIsClosedHearsOfTheEnd() {
        run(() -> {
            Generator<Integer> generator = counting();
            Task<Boolean> reader = createTask(() -> generator.hasNext());
            settle();
            generator.close();
            assertFalse(reader.await());
        });
    }

    @Test
    void cancellingTheCloserReachesTheCleanUpAndIsThrownAfterIt() {
        run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        Generator<Integer> generator =
                                generate(out -> {
                                    try {
                                        out.yield(1);
                                    } finally {
                                        try {
                                            sleep(seconds(100));
                                        } finally {
                                            sleep(seconds(1));
                                            trail.add("cleaned up");
                                        }
                                    }
                                });
                        generator.next();
                        generator.close();
                    });
            settle();
            task.cancel("quick");
            assertEquals("quick", assertThrows(CancelledError.class, task::await).reason());
            assertEquals(List.of("cleaned up"), trail);
        });
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancellingTheConsumersWaitReachesTheBody() {
        run(() -> {
            Task<Integer> task = createTask(() -> counting().next());
            settle();
            task.cancel("enough");
            CancelledError error = assertThrows(CancelledError.class, task::await);
            assertEquals("enough", error.reason());
            assertEquals(List.of("cancelled: enough", "finally"), trail);
        });
    }

    @Test
    void aTimeoutAroundTheConsumer() {
        run(() -> {
            Generator<Integer> generator = counting();
            assertThrows(
                    TimeoutException.class,
                    () ->
                            timeout(
                                    seconds(2.5),
                                    () -> {
                                        for (int _ : generator) {
                                            trail.add("consumed");
                                        }
                                    }));
            assertEquals(
                    List.of(
                            "yields 0",
                            "consumed",
                            "yields 1",
                            "consumed",
                            "cancelled: timeout",
                            "finally"),
                    trail);
            assertFalse(generator.hasNext());
        });
    }

    @Test
    void aBodyThatDeclinesGoesOn() {
        run(() -> {
            Generator<String> generator =
                    generate(out -> {
                        try {
                            sleep(seconds(100));
                        } catch (CancelledError e) {
                            out.yield("declined");
                        }
                    });
            Task<String> task = createTask(() -> generator.next());
            settle();
            task.cancel();
            assertEquals("declined", task.await());
        });
    }

    @Test
    void cancellingJustAfterTheValueCameLosesNoValue() {
        run(() -> {
            Promise<Integer> source = createFuture();
            Generator<Integer> generator =
                    generate(out -> {
                        out.yield(source.await());
                        out.yield(2);
                    });
            Task<Integer> reader =
                    createTask(() -> {
                        try {
                            return generator.next();
                        } catch (CancelledError e) {
                            return 10 * generator.next();
                        }
                    });
            settle();
            source.setResult(1);
            // Its turn is between the producer's, which yields, and the reader's.
            createTask(() -> reader.cancel("late"));
            assertEquals(10, reader.await());
        });
    }

    @Test
    void aScopeThatIsCancelledEndsTheConsumersWait() {
        run(() -> {
            CancelScope scope =
                    moveOnAfter(
                            seconds(2.5),
                            () -> {
                                for (int _ : counting()) {
                                    trail.add("consumed");
                                }
                            });
            assertTrue(scope.cancelledCaught());
            assertEquals(seconds(2.5), getRunningLoop().time());
        });
    }

    @Test
    void insideACancelledScopeNoValueIsAskedFor() {
        run(() -> {
            Generator<Integer> generator = counting();
            cancelScope(scope -> {
                scope.cancel();
                generator.next();
                trail.add("not reached");
            });
            assertEquals(List.of(), trail);
            assertEquals(0, generator.next());
        });
    }

    @Test
    void aScopeThatWasLeftNoLongerHoldsTheBody() {
        run(() -> {
            Generator<Integer> values = counting();
            cancelScope(scope -> {
                assertEquals(0, values.next());
                scope.cancel();
            });
            assertEquals(1, values.next());
            values.close();
            assertEquals(
                    List.of(
                            "yields 0",
                            "yields 1",
                            "cancelled: the generator was closed",
                            "finally"),
                    trail);
        });
    }

    @Test
    void theBodyIsInsideTheScopesOfItsConsumer() {
        run(() -> {
            cancelScope(scope -> {
                Generator<Integer> generator =
                        generate(out -> {
                            out.yield(1);
                            scope.cancel();
                            try {
                                sleep(seconds(100));
                            } finally {
                                trail.add("cancelled at " + getRunningLoop().time());
                            }
                        });
                generator.next();
                generator.next();
            });
            sleep(seconds(1));
            assertEquals(List.of("cancelled at PT0S"), trail);
        });
    }

    // ---------------------------------------------------------------- who may do what

    @Test
    void twoConsumersAtOnceAreRefused() {
        run(() -> {
            Generator<Integer> generator = counting();
            Task<Integer> first = createTask("first", () -> generator.next());
            settle();
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, generator::next);
            assertTrue(refused.getMessage().contains("first"), refused.getMessage());
            assertEquals(0, first.await());
        });
    }

    @Test
    void twoConsumersInTurnShareTheValues() {
        run(() -> {
            Generator<Integer> generator = upTo(2);
            assertEquals(0, generator.next());
            assertEquals(1, createTask(() -> generator.next()).await());
        });
    }

    @Test
    void onlyTheBodyYields() {
        run(() -> {
            List<GeneratorOutput<Integer>> kept = new ArrayList<>();
            Generator<Integer> generator =
                    generate(out -> {
                        kept.add(out);
                        out.yield(1);
                    });
            generator.next();
            assertThrows(IllegalStateException.class, () -> kept.getFirst().yield(2));
        });
    }

    @Test
    void outsideOfALoopItIsRefused() {
        assertThrows(IllegalStateException.class, () -> upTo(1).next());
    }

    /** Two tasks close it: the consumer, because it ends, while another does so by hand. */
    @Test
    void aConsumerThatEndsWhileAnotherTaskClosesDoesNotHoldTheLoop() {
        run(() -> {
            Generator<Integer> values =
                    generate(out -> {
                        try {
                            out.yield(1);
                        } finally {
                            sleep(seconds(1));
                            trail.add("cleaned up");
                        }
                    });
            Task<Void> consumer =
                    createTask(() -> {
                        values.next();
                        sleep(seconds(0.1));
                    });
            settle();
            values.close();
            consumer.await();
            assertEquals(List.of("cleaned up"), trail);
        });
    }

    @Test
    void theCleanUpAfterALeftScopeMayWait() {
        run(() -> {
            Generator<Integer> values =
                    generate(out -> {
                        try {
                            out.yield(1);
                        } finally {
                            sleep(seconds(1));
                            trail.add("cleaned up");
                        }
                    });
            cancelScope(scope -> {
                values.next();
                scope.cancel();
            });
            values.close();
            assertEquals(List.of("cleaned up"), trail);
        });
    }

    /** It was suppressed by the cancellation, and lost with it. */
    @Test
    void failureIsNotLostWhereTheConsumerIsCancelledInTheSameTurn() {
        run(() -> {
            Promise<String> promise = createFuture();
            Task<Void> consumer =
                    createTask(() -> {
                        try (Generator<String> values =
                                generate((GeneratorOutput<String> out) -> {
                                    out.yield(promise.await());
                                    throw new IllegalStateException("failed");
                                })) {
                            values.next();
                            values.next();
                        }
                    });
            sleep(seconds(1));
            promise.setResult("a");
            for (int turns = 0; turns < 3; turns++) {
                yieldNow();
            }
            consumer.cancel();
            assertEquals(
                    "failed",
                    assertThrows(IllegalStateException.class, consumer::await).getMessage());
        });
    }

    /** The consumer waited for ever. */
    @Test
    void bodyThatWasCancelledWhereItYieldsHasEnded() {
        run(() -> {
            Task<?>[] body = new Task<?>[1];
            Generator<Integer> values =
                    generate(out -> {
                        body[0] = currentTask();
                        out.yield(1);
                        out.yield(2);
                    });
            assertEquals(1, values.next());
            body[0].cancel("body");
            sleep(seconds(1));
            assertThrows(CancelledError.class, values::next);
            assertFalse(values.hasNext());
        });
    }

    /** Else it would come out of a later call, when nothing is cancelled any more. */
    @Test
    void aCancellationThatTheBodyHasNotSeenWhenItYieldsIsTheConsumers() {
        run(() -> {
            Task<?> consumer =
                    createTask(() -> {
                        Task<?> self = currentTask();
                        Iterator<Integer> numbers =
                                generate(
                                                (GeneratorOutput<Integer> out) -> {
                                                    self.cancel();
                                                    out.yield(1);
                                                    sleep(seconds(1));
                                                    out.yield(2);
                                                })
                                        .iterator();
                        assertThrows(CancelledError.class, numbers::next);
                        assertEquals(0, self.uncancel());
                        assertEquals(1, numbers.next());
                        assertEquals(2, numbers.next());
                        assertFalse(numbers.hasNext());
                    });
            consumer.await();
        });
    }
}
