package org.asyncio4j.test.stream;

import org.asyncio4j.channel.MemoryChannel;
import org.asyncio4j.channel.WouldBlockException;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.queue.QueueEmptyException;
import org.asyncio4j.queue.QueueFullException;

import java.util.Optional;

/** A queue as {@link QueueConformance} sees it: an adapter around the one that is to be checked. */
public interface TestedQueue {
    /** In which order what was put together is got. */
    enum Order {
        FIFO,
        LIFO,

        /** The smallest first. */
        SORTED
    }

    /** Puts an item, and waits while there is no room. */
    void put(int item);

    /** Gets the next item, and waits while there is none. */
    int get();

    /**
     * Puts an item without waiting.
     *
     * @return false if there is no room
     */
    boolean offer(int item);

    /**
     * Gets the next item without waiting.
     *
     * @return null if there is none
     */
    Integer poll();

    /**
     * Ends it: nothing can be put any more; what is in it can be got. Whoever puts, or gets from
     * the empty queue, before or later, gets a {@link RuntimeException}.
     */
    void end();

    /** The count of what was put and is not done; empty if it has none. */
    default Optional<Work> work() {
        return Optional.empty();
    }

    /** What was put and is not done. */
    interface Work {
        /** An item that was got has been dealt with. */
        void done();

        /** Waits until all items are done. */
        void join();
    }

    /** Core's queues. */
    static TestedQueue of(Queue<Integer> queue) {
        return new TestedQueue() {
            @Override
            public void put(int item) {
                queue.put(item);
            }

            @Override
            public int get() {
                return queue.get();
            }

            @Override
            public boolean offer(int item) {
                try {
                    queue.putNowait(item);
                    return true;
                } catch (QueueFullException e) {
                    return false;
                }
            }

            @Override
            public Integer poll() {
                try {
                    return queue.getNowait();
                } catch (QueueEmptyException e) {
                    return null;
                }
            }

            @Override
            public void end() {
                queue.shutdown();
            }

            @Override
            public Optional<Work> work() {
                return Optional.of(
                        new Work() {
                            @Override
                            public void done() {
                                queue.taskDone();
                            }

                            @Override
                            public void join() {
                                queue.join();
                            }
                        });
            }

            @Override
            public String toString() {
                return queue.toString();
            }
        };
    }

    /** Core's channels: their end is the close of the sending side. */
    static TestedQueue of(MemoryChannel<Integer> channel) {
        return new TestedQueue() {
            @Override
            public void put(int item) {
                channel.sender().send(item);
            }

            @Override
            public int get() {
                return channel.receiver().receive();
            }

            @Override
            public boolean offer(int item) {
                try {
                    channel.sender().sendNowait(item);
                    return true;
                } catch (WouldBlockException e) {
                    return false;
                }
            }

            @Override
            public Integer poll() {
                try {
                    return channel.receiver().receiveNowait();
                } catch (WouldBlockException e) {
                    return null;
                }
            }

            @Override
            public void end() {
                channel.sender().close();
            }

            @Override
            public String toString() {
                return channel.sender().toString();
            }
        };
    }
}
