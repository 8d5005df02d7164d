package org.asyncio4j.test.network;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Coroutine;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.engine.NetworkStack;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A host of a {@link SimulatedNetwork}: where a task's sockets and names are.
 *
 * <pre>{@code
 * SimulatedHost shop = network.host("shop");
 * shop.start(() -> startServer(this::sell, "", 80).serveForever());
 * try (Connection connection = openConnection("shop", 80)) { … }
 * }</pre>
 *
 * <p>What runs on a host, with all tasks and callbacks that it starts, finds {@code
 * openConnection}, {@code startServer}, {@code createDatagramEndpoint}, {@code getAddrInfo}, the
 * sockets of {@code LoopSocketFactory} and the look-ups of {@link InetAddress} there; {@code
 * localhost} is the host itself. Threads that a library has started there are not on the host.
 *
 * <p>To be used in the network's loop.
 */
public final class SimulatedHost {
    private static final int FIRST_FREE_PORT = 32_768;
    private static final int LAST_FREE_PORT = 60_999;

    private final SimulatedNetwork network;
    private final String name;
    private final int number;
    private final List<InetAddress> addresses = new ArrayList<>();
    private final HostClock clock;

    /** What it runs from when it starts on; null if nothing was said. */
    private Action<?> program;

    /** Whether that was started since it is up. */
    private boolean started;

    private HostStack stack;
    private int lastPort = FIRST_FREE_PORT - 1;

    SimulatedHost(SimulatedNetwork network, String name, int number) {
        this.network = network;
        this.name = name;
        this.number = number;
        this.clock = new HostClock(network);
        this.stack = new HostStack(network, this);
        addresses.add(InetAddress.ofLiteral("10.0." + number / 256 + "." + number % 256));
    }

    /** Its name, by which others find its addresses. */
    public String name() {
        return name;
    }

    /** Its place among the hosts, from 1 on. */
    int number() {
        return number;
    }

    /** Its address for others: {@code 10.0.0.n}, n counting the hosts of the network. */
    public InetAddress address() {
        return addresses.getFirst();
    }

    /** All its addresses for others, best first. */
    public List<InetAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** Has it found under another name, too. */
    public SimulatedHost alias(String otherName) {
        network.addName(otherName, this);
        return this;
    }

    /**
     * Gives it an address of IPv6, too: {@code fd00::n}. Hosts have none at first, since it depends
     * on the machine which family is tried first.
     */
    public SimulatedHost withIpv6() {
        if (addressLike(InetAddress.ofLiteral("::1")) == null) {
            addresses.add(InetAddress.ofLiteral("fd00::" + Integer.toHexString(number)));
            network.addAddress(addresses.getLast(), this);
        }
        return this;
    }

    // ---------------------------------------------------------------- running

    /**
     * Runs a body here, in the calling task.
     *
     * @throws X what the body throws
     * @throws IllegalStateException if the host is down
     */
    public <T, X extends Exception> T run(Coroutine<T, X> body) throws X {
        requireUp();
        return NetworkStack.bind(stack, body);
    }

    /** {@link #run(Coroutine)} of a body without a result. */
    public <X extends Exception> void run(Action<X> body) throws X {
        run(() -> {
            body.run();
            return null;
        });
    }

    /**
     * Makes a task that runs here. If the host crashes it is cancelled.
     *
     * @throws IllegalStateException if the host is down
     */
    public <T> Task<T> createTask(Coroutine<T, ?> body) {
        return run(() -> Asyncio.createTask(body));
    }

    /** {@link #createTask(Coroutine)} of a body without a result. */
    public Task<Void> createTask(Action<?> body) {
        return run(() -> Asyncio.createTask(body));
    }

    /** {@link #createTask(Coroutine)} with options: a name, say. */
    public <T> Task<T> createTask(TaskOptions options, Coroutine<T, ?> body) {
        return run(() -> Asyncio.getRunningLoop().createTask(options, body));
    }

    /** {@link #createTask(TaskOptions, Coroutine)} of a body without a result. */
    public Task<Void> createTask(TaskOptions options, Action<?> body) {
        return run(() -> Asyncio.getRunningLoop().createTask(options, body));
    }

    /**
     * Makes a task of what the host is there for, named as the host is. {@link #restart()} runs it
     * again. When the simulation's body has ended the host is {@linkplain #kill switched off}.
     *
     * @throws IllegalStateException if the host is down, or was started already
     */
    public Task<Void> start(Action<?> hostProgram) {
        requireUp();
        if (started) {
            throw new IllegalStateException(
                    "The host "
                            + name
                            + " was started already. What else runs there is a task made by"
                            + " createTask().");
        }
        started = true;
        program = hostProgram;
        return createTask(TaskOptions.named(name), hostProgram);
    }

    /** Whether it has something to run after a crash. */
    boolean hasProgram() {
        return program != null;
    }

    private void requireUp() {
        if (!isUp()) {
            throw new IllegalStateException(
                    "The host " + name + " is down. Let it restart before something runs there.");
        }
    }

    // ---------------------------------------------------------------- crashing

    /** Whether it has not crashed, or was restarted since. */
    public boolean isUp() {
        return !stack.isDead();
    }

    /**
     * The power fails: its tasks are cancelled; its listeners, connections and datagrams are gone
     * without a word to anybody. A peer learns of it when it sends something and gets no answer for
     * long, or a reset after the {@link #restart}.
     *
     * <p>It does not wait for the tasks: what they do in a {@code finally} still happens, but
     * nothing of it gets out. If the calling task is on the host it is cancelled too, at its next
     * wait. Timers of {@code callLater} are not cancelled.
     */
    public void crash() {
        end(true, NetworkEvent.Kind.CRASHED);
    }

    /**
     * The processes on it are killed: as {@link #crash}, but its system tells the peers: they see
     * the end of the stream, or a reset where something was not read.
     */
    public void kill() {
        end(false, NetworkEvent.Kind.KILLED);
    }

    private void end(boolean silently, NetworkEvent.Kind kind) {
        if (isUp()) {
            network.log(kind, name, null, null);
            HostStack ending = stack;
            network.scheduler().forEachFiber(fiber -> cancelIfOn(ending, fiber));
            ending.end(silently);
        } else if (silently && !stack.isOff()) { // It was killed before.
            network.log(kind, name, null, null);
            stack.end(true);
        }
    }

    private void cancelIfOn(HostStack ending, Fiber fiber) {
        if (fiber.body() instanceof Task<?> task && NetworkStack.boundIn(fiber) == ending) {
            task.cancel("the host " + name + " has crashed");
        }
    }

    /**
     * Boots it after a crash, and runs what it was {@linkplain #start started} with.
     *
     * @return the task of that; null if it was never started
     * @throws IllegalStateException if it is up
     */
    public Task<Void> restart() {
        boot();
        return program == null ? null : start(program);
    }

    /**
     * Boots it after a crash, and runs something else.
     *
     * @throws IllegalStateException if it is up
     */
    public Task<Void> restart(Action<?> hostProgram) {
        boot();
        return start(hostProgram);
    }

    private void boot() {
        if (isUp()) {
            throw new IllegalStateException("The host " + name + " is up. It can crash first.");
        }
        stack = new HostStack(network, this);
        started = false;
        network.log(NetworkEvent.Kind.STARTED, name, null, null);
    }

    // ---------------------------------------------------------------- the clock

    /**
     * The date and time as this host believes it is: at first the simulation's. What waits, as
     * {@code sleep} does, goes by the loop's clock, which is everywhere the same.
     */
    public Clock clock() {
        return clock;
    }

    /** Sets its clock ahead of the true time by so much, or, if negative, behind. */
    public SimulatedHost skew(Duration ahead) {
        clock.skew(ahead);
        return this;
    }

    /**
     * Has its clock run too fast, or, if negative, too slow, from now on.
     *
     * @param partsPerMillion microseconds a second
     */
    public SimulatedHost drift(double partsPerMillion) {
        clock.drift(partsPerMillion);
        return this;
    }

    // ---------------------------------------------------------------- for the network

    HostStack stack() {
        return stack;
    }

    List<InetAddress> loopback() {
        return addresses.size() == 1
                ? List.of(InetAddress.ofLiteral("127.0.0.1"))
                : List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
    }

    InetAddress loopbackLike(InetAddress other) {
        return InetAddress.ofLiteral(other instanceof Inet4Address ? "127.0.0.1" : "::1");
    }

    /** Its address of another's family, or null. */
    InetAddress addressLike(InetAddress other) {
        for (InetAddress address : addresses) {
            if (address instanceof Inet4Address == other instanceof Inet4Address) {
                return address;
            }
        }
        return null;
    }

    int nextPort() {
        lastPort = lastPort == LAST_FREE_PORT ? FIRST_FREE_PORT : lastPort + 1;
        return lastPort;
    }

    /** Its name. */
    @Override
    public String toString() {
        return name;
    }
}
