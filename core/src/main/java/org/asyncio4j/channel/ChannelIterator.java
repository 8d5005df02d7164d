package org.asyncio4j.channel;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Receives until the channel ends. Used by one task. */
final class ChannelIterator<T> implements Iterator<T> {
    private final ReceiveChannel<T> receiver;

    /** What {@link #hasNext} received and {@link #next} has not given out; or null. */
    private T item;

    ChannelIterator(ReceiveChannel<T> receiver) {
        this.receiver = receiver;
    }

    @Override
    public boolean hasNext() {
        if (item != null) {
            return true;
        }
        try {
            item = receiver.receive();
            return true;
        } catch (EndOfChannelException e) {
            return false;
        }
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException(receiver + " has no more items.");
        }
        T next = item;
        item = null;
        return next;
    }
}
