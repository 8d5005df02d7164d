package org.asyncio4j.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Receives until the endpoint is closed. Used by one task. */
final class DatagramIterator implements Iterator<Datagram> {
    private final DatagramEndpoint endpoint;

    /** What {@link #hasNext} received and {@link #next} has not given out; or null. */
    private Datagram datagram;

    DatagramIterator(DatagramEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public boolean hasNext() {
        if (datagram != null) {
            return true;
        }
        try {
            datagram = endpoint.receive();
            return true;
        } catch (IOException e) {
            if (endpoint.isClosing()) {
                return false;
            }
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Datagram next() {
        if (!hasNext()) {
            throw new NoSuchElementException(endpoint + " has no more datagrams.");
        }
        Datagram next = datagram;
        datagram = null;
        return next;
    }
}
