package org.asyncio4j.kernel;

/**
 * What is ready to run, first in, first out. A ring that grows; only the loop thread touches it.
 */
final class ReadyQueue {
    private static final int INITIAL_CAPACITY = 64;

    /** Its length is a power of two, so that indexes wrap with a mask. */
    private Object[] ring = new Object[INITIAL_CAPACITY];

    private int head;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void addLast(Object entry) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size++) & (ring.length - 1)] = entry;
    }

    void addFirst(Object entry) {
        if (size == ring.length) {
            grow();
        }
        head = (head - 1) & (ring.length - 1);
        ring[head] = entry;
        size++;
    }

    void addSecond(Object entry) {
        Object first = removeFirst();
        addFirst(entry);
        addFirst(first);
    }

    Object removeFirst() {
        Object entry = ring[head];
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return entry;
    }

    /** What would be the {@code index + 1}th to leave. */
    Object get(int index) {
        return ring[(head + index) & (ring.length - 1)];
    }

    /** Takes one out of its turn. Slow: for loops that are directed. */
    Object remove(int index) {
        Object entry = get(index);
        for (int i = index; i > 0; i--) {
            ring[(head + i) & (ring.length - 1)] = get(i - 1);
        }
        removeFirst();
        return entry;
    }

    private void grow() {
        Object[] larger = new Object[ring.length * 2];
        int untilEnd = ring.length - head;
        System.arraycopy(ring, head, larger, 0, untilEnd);
        System.arraycopy(ring, 0, larger, untilEnd, head);
        ring = larger;
        head = 0;
    }
}
