package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.test.Testing.assertCancellable;
import static org.asyncio4j.test.Testing.waitAllTasksBlocked;
import static org.asyncio4j.test.stream.Checks.require;
import static org.asyncio4j.test.stream.Checks.requireEqual;
import static org.asyncio4j.test.stream.Checks.requireThrows;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.Task;
import org.asyncio4j.stream.ByteStream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks whether something that accepts connections does so: every client once, also where who
 * accepts is cancelled at any moment; and that its close wakes who waits, lets no more in, and
 * leaves alone those who are.
 *
 * <pre>{@code
 * ListenerConformance.of(() -> new MyListenerAdapter(new MyListener())).check();
 * }</pre>
 */
public final class ListenerConformance extends Conformance {
    private static final int CLIENTS = 10;

    private final Coroutine<TestedListener, ?> maker;

    private ListenerConformance(Coroutine<TestedListener, ?> maker, ConformanceOptions options) {
        super(options);
        this.maker = maker;
    }

    /** {@link #of(Coroutine, ConformanceOptions)} with the usual options. */
    public static ListenerConformance of(Coroutine<TestedListener, ?> maker) {
        return of(maker, ConformanceOptions.DEFAULT);
    }

    /**
     * The suite of a kind of listener.
     *
     * @param maker makes a new one that listens, in the loop of the case
     */
    public static ListenerConformance of(
            Coroutine<TestedListener, ?> maker, ConformanceOptions options) {
        ListenerConformance suite = new ListenerConformance(maker, options);
        suite.addAll();
        return suite;
    }

    /** A listener, and what is open because of it. */
    private static final class Place {
        final TestedListener listener;
        final List<ByteStream> open = new ArrayList<>();

        Place(TestedListener listener) {
            this.listener = listener;
        }

        ByteStream accept() throws IOException {
            return noted(listener.accept());
        }

        ByteStream connect() throws IOException {
            return noted(listener.connect());
        }

        private ByteStream noted(ByteStream stream) {
            require(stream != null, "There is no connection.");
            open.add(stream);
            return stream;
        }
    }

    private interface Check {
        void run(Place place) throws Exception;
    }

    private void add(String name, Check check) {
        add(
                name,
                () -> {
                    Place place = new Place(maker.run());
                    try {
                        check.run(place);
                    } finally {
                        place.open.forEach(ByteStream::abort);
                        place.listener.close();
                    }
                });
    }

    private void addAll() {
        add("a client and who accepts it are connected", this::connected);
        add("an accept waits for a client", this::acceptWaits);
        add("each of several clients is accepted once", this::severalClients);
        add("clients can come one after the other", this::acceptAgain);
        add("no accept begins in a cancelled scope", this::cancelledScope);
        add("an accept that is cancelled while it waits has accepted nobody", this::cutWait);
        add("an accept that is cancelled as a client comes loses no client", this::cutAtWakeUp);
        add("a close wakes who accepts", this::closeWakes);
        add("nobody is accepted after the close, and nobody can connect", this::afterClose);
        add("connections go on after the close", this::goOn);
        add(
                "a listener can be closed twice",
                place -> {
                    place.listener.close();
                    place.listener.close();
                });
    }

    /** Whether these are the two ends of one connection. */
    private static void requireConnected(ByteStream left, ByteStream right) throws IOException {
        taskGroup(group -> {
            group.createTask(() -> left.write("ping"));
            group.createTask(() -> right.write("pong"));
            requireEqual("ping", new String(right.readExactly(4)), "What was read");
            requireEqual("pong", new String(left.readExactly(4)), "What was read");
        });
    }

    private void connected(Place place) throws Exception {
        Task<ByteStream> accepting = createTask("accept", place::accept);
        ByteStream client = place.connect();
        ByteStream server = accepting.await(IOException.class);
        requireConnected(client, server);
        client.close();
        requireEqual(0, server.readAll().length, "The number of bytes after the last");
    }

    private void acceptWaits(Place place) throws Exception {
        Task<ByteStream> accepting = createTask("accept", place::accept);
        waitAllTasksBlocked();
        require(!accepting.isDone(), "Somebody was accepted before anybody came.");
        ByteStream client = place.connect();
        requireConnected(client, accepting.await(IOException.class));
    }

    private void severalClients(Place place) throws Exception {
        Set<String> accepted = new HashSet<>();
        taskGroup(group -> {
            for (int number = 0; number < CLIENTS; number++) {
                String name = "client " + number + "\n";
                group.createTask(() -> {
                    ByteStream client = place.connect();
                    client.write(name);
                    requireEqual(name.strip(), client.readLine(), "What comes back");
                });
            }
            for (int count = 0; count < CLIENTS; count++) {
                ByteStream server = place.accept();
                group.createTask(() -> {
                    String name = server.readLine();
                    require(accepted.add(name), name + " was accepted twice.");
                    server.write(name + "\n");
                });
            }
        });
        requireEqual(CLIENTS, accepted.size(), "The number of clients");
    }

    private void acceptAgain(Place place) throws Exception {
        for (int count = 0; count < 3; count++) {
            ByteStream client = place.connect();
            requireConnected(client, place.accept());
        }
    }

    private void cancelledScope(Place place) throws Exception {
        ByteStream client = place.connect();
        waitAllTasksBlocked();
        assertCancellable(place.listener::accept);
        requireConnected(client, place.accept());
    }

    private void cutWait(Place place) throws Exception {
        Task<ByteStream> accepting = createTask("accept", place::accept);
        waitAllTasksBlocked();
        accepting.cancel();
        requireThrows(CancelledError.class, "A cancelled accept", accepting::await);
        ByteStream client = place.connect();
        requireConnected(client, place.accept());
    }

    private void cutAtWakeUp(Place place) throws Exception {
        for (int turns = 0; turns < 4; turns++) {
            Task<ByteStream> accepting = createTask("accept", place::accept);
            waitAllTasksBlocked();
            Task<ByteStream> connecting = createTask("connect", place::connect);
            for (int turn = 0; turn < turns; turn++) {
                yieldNow();
            }
            accepting.cancel();
            ByteStream client = connecting.await(IOException.class);
            ByteStream server;
            try {
                server = accepting.await(IOException.class);
            } catch (CancelledError e) {
                server = place.accept();
            }
            requireConnected(client, server);
        }
    }

    private void closeWakes(Place place) throws Exception {
        Task<ByteStream> accepting = createTask("accept", place::accept);
        waitAllTasksBlocked();
        place.listener.close();
        requireThrows(
                IOException.class,
                "An accept whose listener is closed",
                () -> accepting.await(IOException.class));
    }

    private void afterClose(Place place) throws Exception {
        place.listener.close();
        requireThrows(IOException.class, "An accept after the close", place::accept);
        waitAllTasksBlocked(); // Till then the system may keep the port.
        requireThrows(IOException.class, "A connect after the close", place::connect);
    }

    private void goOn(Place place) throws Exception {
        ByteStream client = place.connect();
        ByteStream server = place.accept();
        place.listener.close();
        requireConnected(client, server);
    }
}
