package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.asCompleted;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.awaitTasks;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.each;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.generate;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.waitFor;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.Action;
import org.asyncio4j.Generator;
import org.asyncio4j.Promise;
import org.asyncio4j.ReturnWhen;
import org.asyncio4j.channel.MemoryChannel;
import org.asyncio4j.explored.Promptness.Stage;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.sync.Barrier;
import org.asyncio4j.sync.CapacityLimiter;
import org.asyncio4j.sync.Condition;
import org.asyncio4j.sync.Event;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.sync.Semaphore;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;

/**
 * Every wait ends at once when a scope around it is cancelled: also where the task does not wait at
 * that moment, but has been woken, perhaps in vain, and will wait again within the same call.
 */
@Timeout(60)
class PromptnessTest {
    /** A wait, and what may wake it meanwhile. */
    private enum Wait implements Promptness.Wait {
        LOCK {
            @Override
            public Action<Exception> on(Stage stage) {
                Lock lock = new Lock();
                stage.poke =
                        () -> {
                            try (var _ = lock.acquire()) {
                                yieldNow();
                            }
                        };
                return stage.forEver(() -> {
                    try (var _ = lock.acquire()) {
                        lock.locked();
                    }
                    yieldNow();
                });
            }
        },
        SEMAPHORE {
            @Override
            public Action<Exception> on(Stage stage) {
                Semaphore semaphore = new Semaphore(0);
                stage.poke = semaphore::release;
                return stage.forEver(semaphore::acquire);
            }
        },
        LIMITER {
            @Override
            public Action<Exception> on(Stage stage) {
                CapacityLimiter limiter = new CapacityLimiter(0);
                stage.poke = () -> limiter.setTotalTokens(limiter.totalTokens() + 1);
                return stage.forEver(() -> limiter.acquireOnBehalfOf(new Object()));
            }
        },
        EVENT {
            @Override
            public Action<Exception> on(Stage stage) {
                Event event = new Event();
                stage.poke =
                        () -> {
                            event.set();
                            event.clear();
                        };
                return stage.forEver(event::await);
            }
        },
        CONDITION {
            @Override
            public Action<Exception> on(Stage stage) {
                Condition condition = new Condition();
                stage.poke =
                        () -> {
                            try (var _ = condition.acquire()) {
                                condition.signalAll();
                                yieldNow();
                            }
                        };
                return () -> {
                    try (var _ = condition.acquire()) {
                        condition.awaitUntil(() -> false);
                    }
                };
            }
        },
        BARRIER {
            @Override
            public Action<Exception> on(Stage stage) {
                Barrier barrier = new Barrier(2);
                stage.poke = barrier::await;
                return stage.forEver(barrier::await);
            }
        },
        QUEUE_GET {
            @Override
            public Action<Exception> on(Stage stage) {
                Queue<Integer> queue = new Queue<>();
                stage.poke =
                        () -> {
                            queue.putNowait(1);
                            queue.getNowait();
                        };
                return queue::get;
            }
        },
        QUEUE_PUT {
            @Override
            public Action<Exception> on(Stage stage) {
                Queue<Integer> queue = new Queue<>(1);
                queue.putNowait(1);
                stage.poke =
                        () -> {
                            queue.getNowait();
                            queue.putNowait(1);
                        };
                return () -> queue.put(1);
            }
        },
        QUEUE_JOIN {
            @Override
            public Action<Exception> on(Stage stage) {
                Queue<Integer> queue = new Queue<>();
                queue.putNowait(1);
                return queue::join;
            }
        },
        CHANNEL_RECEIVE {
            @Override
            public Action<Exception> on(Stage stage) {
                MemoryChannel<Integer> channel = MemoryChannel.open(1);
                stage.poke = () -> channel.sender().send(1);
                return stage.forEver(channel.receiver()::receive);
            }
        },
        CHANNEL_SEND {
            @Override
            public Action<Exception> on(Stage stage) {
                MemoryChannel<Integer> channel = MemoryChannel.open(0);
                stage.poke = channel.receiver()::receive;
                return stage.forEver(() -> channel.sender().send(1));
            }
        },
        READ_EXACTLY {
            @Override
            public Action<Exception> on(Stage stage) {
                MemoryPipe pipe = new MemoryPipe();
                StreamReader reader = new StreamReader(pipe);
                stage.poke = () -> pipe.put("a");
                return () -> reader.readExactly(1_000);
            }
        },
        READ_LINE {
            @Override
            public Action<Exception> on(Stage stage) {
                MemoryPipe pipe = new MemoryPipe();
                StreamReader reader = new StreamReader(pipe);
                stage.poke = () -> pipe.put("a");
                return reader::readLine;
            }
        },
        READ_LINES {
            @Override
            public Action<Exception> on(Stage stage) {
                MemoryPipe pipe = new MemoryPipe();
                StreamReader reader = new StreamReader(pipe);
                stage.poke = () -> pipe.put("a\nb\n");
                return () -> {
                    for (String line : reader.lines()) {
                        assertEquals(1, line.length());
                    }
                };
            }
        },
        READ_ALL {
            @Override
            public Action<Exception> on(Stage stage) {
                MemoryPipe pipe = new MemoryPipe();
                StreamReader reader = new StreamReader(pipe);
                stage.poke = () -> pipe.put("a");
                return reader::readAll;
            }
        },
        WRITE {
            @Override
            public Action<Exception> on(Stage stage) {
                MemoryPipe pipe = new MemoryPipe(10);
                StreamWriter writer = new StreamWriter(pipe);
                stage.poke = () -> pipe.receive(3);
                return () -> writer.write(new byte[10_000]);
            }
        },
        WRITE_BEHIND_ANOTHER {
            @Override
            public Action<Exception> on(Stage stage) {
                StreamWriter writer = new StreamWriter(new MemoryPipe(0));
                stage.pokes.add(createTask(() -> writer.write(new byte[1])));
                stage.poke = () -> writer.write(new byte[1]);
                return () -> writer.write(new byte[1]);
            }
        },
        PROMISE {
            @Override
            public Action<Exception> on(Stage stage) {
                Promise<String> promise = createFuture();
                return promise::await;
            }
        },
        PROMISE_AS_FUTURE {
            @Override
            public Action<Exception> on(Stage stage) {
                Promise<String> promise = createFuture();
                return promise::get;
            }
        },
        SHIELD {
            @Override
            public Action<Exception> on(Stage stage) {
                Promise<String> promise = createFuture();
                return () -> shield(promise);
            }
        },
        WAIT_FOR {
            @Override
            public Action<Exception> on(Stage stage) {
                Promise<String> promise = createFuture();
                return () -> waitFor(promise, hours(1));
            }
        },
        STAGE {
            @Override
            public Action<Exception> on(Stage stage) {
                return () -> await(new CompletableFuture<>());
            }
        },
        PUBLISHER {
            @Override
            public Action<Exception> on(Stage stage) {
                SubmissionPublisher<Integer> publisher =
                        new SubmissionPublisher<>(Runnable::run, 100);
                stage.poke = () -> publisher.submit(1);
                return () -> {
                    try (var values = each(publisher)) {
                        for (int value : values) {
                            assertEquals(1, value);
                        }
                    }
                };
            }
        },
        GATHER {
            @Override
            public Action<Exception> on(Stage stage) {
                Queue<Integer> queue = new Queue<>();
                stage.poke = () -> queue.put(1);
                return () -> gather(queue::get, queue::get, () -> sleep(hours(1), 1));
            }
        },
        AWAIT_TASKS {
            @Override
            public Action<Exception> on(Stage stage) {
                List<Promise<String>> promises = promises();
                stage.poke = () -> end(promises);
                return () -> awaitTasks(promises, ReturnWhen.ALL_COMPLETED, hours(1));
            }
        },
        AS_COMPLETED {
            @Override
            public Action<Exception> on(Stage stage) {
                List<Promise<String>> promises = promises();
                stage.poke = () -> end(promises);
                return () -> asCompleted(List.copyOf(promises)).forEach(each -> each.result());
            }
        },
        GROUP {
            @Override
            public Action<Exception> on(Stage stage) {
                Queue<Integer> queue = new Queue<>();
                stage.poke = () -> queue.put(1);
                return () ->
                        taskGroup(group -> {
                            for (int i = 0; i < 3; i++) {
                                group.createTask(() -> {
                                    while (true) {
                                        queue.get();
                                    }
                                });
                            }
                            yieldNow();
                        });
            }
        },
        GROUP_THAT_STARTS {
            @Override
            public Action<Exception> on(Stage stage) {
                Queue<Integer> queue = new Queue<>();
                stage.poke = () -> queue.put(1);
                return () ->
                        taskGroup(group -> {
                            for (int i = 0; i < 1_000; i++) {
                                group.<Integer>start(started -> {
                                    started.started(queue.get());
                                    queue.get();
                                });
                            }
                        });
            }
        },
        GENERATOR {
            @Override
            public Action<Exception> on(Stage stage) {
                Queue<Integer> queue = new Queue<>();
                stage.poke = () -> queue.put(1);
                return () -> {
                    try (Generator<Integer> values =
                            generate(out -> {
                                while (true) {
                                    out.yield(queue.get());
                                }
                            })) {
                        for (int value : values) {
                            assertEquals(1, value);
                        }
                    }
                };
            }
        },
        GENERATOR_THAT_NEVER_WAITS {
            @Override
            public Action<Exception> on(Stage stage) {
                return () -> {
                    for (int value : ones()) {
                        assertEquals(1, value);
                    }
                };
            }
        },
        TIMEOUT {
            @Override
            public Action<Exception> on(Stage stage) {
                return stage.forEver(() -> timeout(hours(1), () -> yieldNow()));
            }
        },
        SLEEP {
            @Override
            public Action<Exception> on(Stage stage) {
                return stage.forEver(() -> {
                    yieldNow();
                    sleep(hours(1));
                });
            }
        };

        private static Generator<Integer> ones() {
            return generate(out -> {
                while (true) {
                    out.yield(1);
                }
            });
        }

        private static List<Promise<String>> promises() {
            List<Promise<String>> promises = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                promises.add(createFuture());
            }
            return promises;
        }

        /** Ends one, but never the last. */
        private static void end(List<Promise<String>> promises) {
            for (Promise<String> promise : promises.subList(1, promises.size())) {
                if (!promise.isDone()) {
                    promise.setResult("r");
                    return;
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCancelledScopeIsLeftAtOnce(Wait wait) {
        Promptness.explore(500, SimulationOptions.DEFAULT, wait);
    }
}
