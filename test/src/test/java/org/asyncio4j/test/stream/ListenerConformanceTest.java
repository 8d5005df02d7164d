package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.test.stream.Suites.assertCaught;
import static org.asyncio4j.test.stream.Suites.container;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

@Timeout(30)
class ListenerConformanceTest {

    @TestFactory
    DynamicContainer inMemory() {
        return container("in memory", ListenerConformance.of(MemoryListener::new));
    }

    // ---------------------------------------------------------------- what is wrong is found

    private static DynamicTest caught(String name, Coroutine<TestedListener, ?> maker) {
        return dynamicTest(name, () -> assertCaught(ListenerConformance.of(maker), name));
    }

    @TestFactory
    Stream<DynamicTest> wrongListenersAreFound() {
        return Stream.of(
                caught("a client and who accepts it are connected", CrossedLines::new),
                caught("an accept waits for a client", Eager::new),
                caught("each of several clients is accepted once", Twice::new),
                caught("clients can come one after the other", OnlyOnce::new),
                caught("no accept begins in a cancelled scope", Unrefused::new),
                caught(
                        "an accept that is cancelled while it waits has accepted nobody",
                        Forgetful::new),
                caught(
                        "an accept that is cancelled as a client comes loses no client",
                        Dropping::new),
                caught("a close wakes who accepts", QuietClose::new),
                caught(
                        "nobody is accepted after the close, and nobody can connect",
                        QuietClose::new),
                caught("connections go on after the close", FullClose::new),
                caught("a listener can be closed twice", CloseOnce::new));
    }

    /** Who connects talks to somebody else. */
    private static final class CrossedLines extends MemoryListener {
        @Override
        public MemoryStream connect() throws IOException {
            super.connect();
            return MemoryStream.pair().left();
        }
    }

    private static final class Eager extends MemoryListener {
        @Override
        public MemoryStream accept() throws IOException {
            return waiting.isEmpty() ? MemoryStream.pair().right() : super.accept();
        }
    }

    private static final class Twice extends MemoryListener {
        private MemoryStream last;

        @Override
        public MemoryStream accept() throws IOException {
            if (last != null) {
                MemoryStream again = last;
                last = null;
                return again;
            }
            last = super.accept();
            return last;
        }
    }

    private static final class OnlyOnce extends MemoryListener {
        @Override
        public MemoryStream accept() throws IOException {
            MemoryStream accepted = super.accept();
            close();
            return accepted;
        }
    }

    private static final class Unrefused extends MemoryListener {
        @Override
        public MemoryStream accept() throws IOException {
            return waiting.isEmpty() ? super.accept() : waiting.getNowait();
        }
    }

    private static final class Forgetful extends MemoryListener {
        private boolean forget;

        @Override
        public MemoryStream accept() throws IOException {
            try {
                return super.accept();
            } catch (CancelledError e) {
                forget = true;
                throw e;
            }
        }

        @Override
        public MemoryStream connect() throws IOException {
            return forget ? MemoryStream.pair().left() : super.connect();
        }
    }

    private static final class Dropping extends MemoryListener {
        @Override
        public MemoryStream accept() throws IOException {
            MemoryStream accepted = super.accept();
            yieldNow(); // A point of cancellation when the client is out of the queue.
            return accepted;
        }
    }

    private static final class QuietClose extends MemoryListener {
        @Override
        public MemoryStream accept() throws IOException {
            if (waiting.isEmpty()) {
                new Event().await();
            }
            return super.accept();
        }

        @Override
        public void close() {}
    }

    private static final class FullClose extends MemoryListener {
        private final List<MemoryStream> accepted = new ArrayList<>();

        @Override
        public MemoryStream accept() throws IOException {
            accepted.add(super.accept());
            return accepted.getLast();
        }

        @Override
        public void close() {
            accepted.forEach(MemoryStream::abort);
            super.close();
        }
    }

    private static final class CloseOnce extends MemoryListener {
        private boolean closed;

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed already");
            }
            closed = true;
            super.close();
        }
    }
}
