package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.sync.Condition;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.sync.Semaphore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Mistakes that people make between two waits. Each hides while tasks run first in, first out, as
 * it does in most tests, and shows in another order; {@link #fixed} is the same program without it.
 *
 * <p>{@code yieldNow} stands for any wait: a query, a request, a look into a cache.
 */
enum ClassicMistake {
    /** What was true before the wait need not be so after it. */
    CHECK_THEN_ACT {
        final class Account {
            private final Lock lock = new Lock("account");
            private int balance = 100;

            void withdraw(int amount) {
                if (balance >= amount) {
                    askTheBank(1);
                    balance -= amount;
                }
            }

            void withdrawLocked(int amount) {
                try (var _ = lock.acquire()) {
                    withdraw(amount);
                }
            }
        }

        @Override
        void broken() {
            Account account = new Account();
            gather(() -> account.withdraw(70), () -> later(() -> account.withdraw(70)));
            assertTrue(account.balance >= 0, "overdrawn");
        }

        @Override
        void fixed() {
            Account account = new Account();
            gather(() -> account.withdrawLocked(70), () -> later(() -> account.withdrawLocked(70)));
            assertTrue(account.balance >= 0, "overdrawn");
        }
    },

    /** A signal that comes before the wait is nobody's: what is awaited must also be a state. */
    LOST_WAKE_UP {
        @Override
        void broken() {
            Condition filled = new Condition("filled");
            gather(
                    () -> {
                        try (var _ = filled.acquire()) {
                            filled.await();
                        }
                    },
                    () -> {
                        try (var _ = filled.acquire()) {
                            filled.signal();
                        }
                    });
        }

        @Override
        void fixed() {
            Condition filled = new Condition("filled");
            List<String> items = new ArrayList<>();
            gather(
                    () -> {
                        try (var _ = filled.acquire()) {
                            filled.awaitUntil(() -> !items.isEmpty());
                        }
                    },
                    () -> {
                        try (var _ = filled.acquire()) {
                            items.add("item");
                            filled.signal();
                        }
                    });
        }
    },

    /** Two take the same two locks, each the other's second first. */
    LOCK_ORDER {
        void transfer(Lock from, Lock to) {
            try (var _ = from.acquire()) {
                askTheBank(1);
                try (var _ = to.acquire()) {
                    askTheBank(1);
                }
            }
        }

        @Override
        void broken() {
            Lock giro = new Lock("giro");
            Lock savings = new Lock("savings");
            gather(() -> transfer(giro, savings), () -> later(() -> transfer(savings, giro)));
        }

        @Override
        void fixed() {
            Lock giro = new Lock("giro");
            Lock savings = new Lock("savings");
            gather(() -> transfer(giro, savings), () -> later(() -> transfer(giro, savings)));
        }
    },

    /** Who catches everything around a wait catches the cancellation too, and goes on. */
    DROPPED_CANCELLATION {
        @Override
        void broken() {
            cancelled(sent -> {
                askTheBank(2);
                try {
                    askTheBank(1); // To flush what was written before, which may fail.
                } catch (Throwable _) {
                    sent.add("a note of the failure");
                }
                sent.add("the letter");
            });
        }

        @Override
        void fixed() {
            cancelled(sent -> {
                askTheBank(2);
                try {
                    askTheBank(1);
                } catch (Exception _) {
                    sent.add("a note of the failure");
                }
                sent.add("the letter");
            });
        }

        void cancelled(Consumer<List<String>> body) {
            List<String> sent = new ArrayList<>();
            Task<Void> task = createTask(() -> body.accept(sent));
            yieldNow();
            boolean inTime = task.cancel();
            gatherSettled(List.of(task));
            assertEquals(inTime ? List.of() : List.of("the letter"), sent);
        }
    },

    /** What is given back behind a wait is not given back where the wait throws. */
    LEAKED_PERMIT {
        @Override
        void broken() {
            twoUsers(permits -> {
                permits.acquire();
                askTheBank(1);
                permits.release();
            });
        }

        @Override
        void fixed() {
            twoUsers(permits -> {
                try (var _ = permits.acquire()) {
                    askTheBank(1);
                }
            });
        }

        void twoUsers(Consumer<Semaphore> use) {
            Semaphore permits = new Semaphore(1, "permits");
            Task<Void> impatient = createTask(() -> use.accept(permits));
            later(impatient::cancel);
            gatherSettled(List.of(impatient));
            use.accept(permits);
        }
    },

    /** Between the look whether it is there and its coming, another looks. */
    DOUBLE_INITIALISATION {
        final class Pool {
            private final Lock lock = new Lock("pool");
            private String connection;
            private int opened;

            String connection() {
                if (connection == null) {
                    askTheBank(1);
                    opened++;
                    connection = "connection " + opened;
                }
                return connection;
            }

            String connectionLocked() {
                try (var _ = lock.acquire()) {
                    return connection();
                }
            }
        }

        @Override
        void broken() {
            Pool pool = new Pool();
            gather(() -> pool.connection(), () -> later(() -> pool.connection()));
            assertEquals(1, pool.opened);
        }

        @Override
        void fixed() {
            Pool pool = new Pool();
            gather(() -> pool.connectionLocked(), () -> later(() -> pool.connectionLocked()));
            assertEquals(1, pool.opened);
        }
    },

    /** Others may change a list while somebody who goes through it waits. */
    ITERATION_ACROSS_WAIT {
        final class Chat {
            private final List<Queue<String>> members = new ArrayList<>();

            void join() {
                members.add(new Queue<>());
            }

            void send(List<Queue<String>> receivers) {
                for (Queue<String> member : receivers) {
                    askTheBank(1);
                    member.put("hello");
                }
            }
        }

        @Override
        void broken() {
            Chat chat = new Chat();
            chat.join();
            gather(() -> chat.send(chat.members), () -> later(chat::join));
        }

        @Override
        void fixed() {
            Chat chat = new Chat();
            chat.join();
            gather(() -> chat.send(List.copyOf(chat.members)), () -> later(chat::join));
        }
    };

    abstract void broken();

    abstract void fixed();

    private static void askTheBank(int waits) {
        for (int i = 0; i < waits; i++) {
            yieldNow();
        }
    }

    /** When, first in, first out, the other has long ended. */
    private static void later(Runnable body) {
        askTheBank(4);
        body.run();
    }
}
