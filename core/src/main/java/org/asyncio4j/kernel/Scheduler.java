package org.asyncio4j.kernel;

import org.asyncio4j.spi.Director;
import org.asyncio4j.spi.LoopClock;
import org.asyncio4j.spi.Reactor;
import org.asyncio4j.spi.Turn;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The loop: runs ready fibers one at a time, in the order in which they became ready.
 *
 * <p>One turn of the loop: take in what other threads submitted, fire the timers that are due, run
 * exactly the fibers that are ready now, look at the I/O. What becomes ready meanwhile runs in the
 * next turn, so that neither I/O nor timers starve. When nothing is ready it sleeps in its reactor.
 *
 * <p>The scheduler's own code runs on the bare carrier thread and takes no lock that a fiber could
 * hold; whatever belongs to users runs in fibers.
 */
public final class Scheduler {
    /** How long everyone must wait for everyone before it is reported as lasting. */
    private static final long LASTING_NANOS = 1_000_000_000;

    private enum Place {
        FIRST,
        SECOND,
        LAST
    }

    private final String name;
    private final LoopThread thread;
    private final LoopClock clock;
    private final SchedulerListener listener;

    private final ReadyQueue ready = new ReadyQueue();
    private final TimerHeap timers = new TimerHeap();
    private final Guests guests = new Guests();
    private final Inbox inbox = new Inbox();
    private final FiberList fibers = new FiberList();

    /** Who waits until nothing else can run. */
    private final Collection<IdleWait> idleWaits = new ArrayDeque<>();

    /** Null where what is ready runs first in, first out. */
    private final DirectedTurns directed;

    /** Made by the loop thread. */
    private LoopIo io;

    /** The deadline for which a virtual clock has real time pass, and since when. */
    private long awaitedDeadline = Long.MAX_VALUE;

    private long awaitedSince;

    /** How many of the fibers and guests wait for something that only the loop itself can bring. */
    private int innerWaits;

    /** How much goes on in threads outside that will come back to the loop, awaited or not. */
    private int outsideWork;

    /**
     * The fiber whose step runs now; null between steps and in a guest's step. The watchdog reads
     * it racily: a stale value costs it one look.
     */
    private Fiber current;

    /** The continuation of the guest whose step runs now; read racily too. */
    private Runnable currentGuest;

    /** Counts steps, so that the watchdog can tell one long step from many. Read racily too. */
    private long steps;

    /** Where the next entry goes in the ready queue: elsewhere than last for an eager start. */
    private Place nextPlace = Place.LAST;

    private boolean stopping;
    private boolean stuckReported;

    /** Told before the loop thread sleeps, so that submitters know they must wake it. */
    private final AtomicBoolean asleep = new AtomicBoolean();

    /** How long a step may run before the watchdog reports it. */
    private volatile long slowStepNanos = Watchdog.SLOW.toNanos();

    /** Whether somebody has chosen that bound. */
    private volatile boolean ownSlowStep;

    /** What ended the loop thread before its time: a mistake of ours, or of a reactor. */
    private volatile Throwable death;

    private volatile boolean running;
    private volatile boolean closing;
    private volatile boolean closed;

    private final Semaphore mayRun = new Semaphore(0);
    private final Semaphore hasPaused = new Semaphore(0);
    private final Semaphore hasEnded = new Semaphore(0);

    /**
     * Makes a loop that rests. It has its thread at once.
     *
     * @param director who decides the order of turns; null for first in, first out
     * @throws IllegalStateException if the JDK does not let virtual threads have a scheduler
     */
    public Scheduler(String name, LoopClock clock, Director director, SchedulerListener listener) {
        VirtualThreads.requireAccess();
        this.clock = clock;
        this.directed = director == null ? null : new DirectedTurns(director, ready, guests);
        this.listener = listener;
        this.name = name;
        this.thread = LoopThread.take();
        thread.carry(this, name);
    }

    // ---------------------------------------------------------------- from outside

    /**
     * Has the loop run until {@link #stop}, and waits for that.
     *
     * @param onInterrupt runs on the calling thread each time it is interrupted while it waits
     */
    public void run(Runnable onInterrupt) {
        requireAlive();
        mayRun.release();
        while (true) {
            try {
                hasPaused.acquire();
                requireAlive();
                return;
            } catch (InterruptedException e) {
                onInterrupt.run();
            }
        }
    }

    private void requireAlive() {
        if (death != null) {
            throw new IllegalStateException("The loop '" + name() + "' has died.", death);
        }
    }

    /** Has a loop that rests run on, without waiting for it. */
    public void runInBackground() {
        mayRun.release();
    }

    /**
     * Ends the loop, which rests; what arrives later is run elsewhere to its end. Where it has done
     * I/O this waits until that is closed: the next loop may want the same ports.
     */
    public void close() {
        closing = true;
        mayRun.release();
        if (doesIo()) {
            hasEnded.acquireUninterruptibly();
        }
    }

    public boolean isClosed() {
        return closing;
    }

    /** Whether the loop is running rather than resting between runs. */
    public boolean isRunning() {
        return running;
    }

    /** Whether nobody is there who could run again. While the loop rests. */
    public boolean isEmpty() {
        return fibers.size() == 0 && guests.size() == 0 && ready.isEmpty() && inbox.isEmpty();
    }

    /** Runs work of the kernel on the bare loop thread, soon. From any thread. */
    public void post(Runnable work) {
        submitFromOutside(new Inbox.Entry(null, work));
    }

    /** Takes a continuation that can go on. From any thread, never blocks, never throws. */
    void submit(Fiber fiber, Runnable continuation) {
        if (isInLoop() && !closed) {
            makeReady(fiber, continuation);
        } else {
            submitFromOutside(new Inbox.Entry(fiber, continuation));
        }
    }

    private void submitFromOutside(Inbox.Entry entry) {
        inbox.add(entry);
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            io.wakeup();
        } else if (closed) {
            // The loop has emptied its inbox for the last time, or is about to: whoever comes
            // first hands the entry on.
            Afterlife.adopt(inbox);
        }
    }

    // ---------------------------------------------------------------- in the loop

    /** Whether the caller runs on this loop's thread, in a fiber, a guest or the kernel itself. */
    public boolean isInLoop() {
        return VirtualThreads.currentCarrier() == thread && thread.scheduler == this;
    }

    public long nanos() {
        return clock.nanos();
    }

    public boolean hasVirtualClock() {
        return clock.isVirtual();
    }

    public void schedule(Timer timer, long deadline) {
        timers.add(timer, deadline);
    }

    public boolean cancel(Timer timer) {
        return timers.remove(timer);
    }

    /** Has the loop rest when the fibers that are ready now have run. */
    public void stop() {
        stopping = true;
    }

    Fiber current() {
        return current;
    }

    boolean isCurrent(Fiber fiber) {
        return current == fiber && isInLoop();
    }

    /**
     * Starts {@code fiber} and lets it run at once until it waits; then the current fiber goes on,
     * before all others that are ready.
     */
    public void startEagerly(Fiber fiber) {
        nextPlace = Place.FIRST;
        fiber.start();
        nextPlace = Place.SECOND;
        Thread.yield();
        // Where the fiber is pinned it did not yield, and nothing took the place.
        nextPlace = Place.LAST;
    }

    /** The fibers that have started and not ended, oldest first. */
    public void forEachFiber(Consumer<Fiber> visitor) {
        fibers.forEach(visitor);
    }

    /** The threads that libraries have started in fibers, and that have not ended. */
    public void forEachGuest(Consumer<Turn> visitor) {
        guests.forEach(visitor::accept);
    }

    /** The timers that are not due yet. */
    public void forEachTimer(Consumer<Timer> visitor) {
        timers.forEach(visitor);
    }

    /** When the next timer is due; {@link Long#MAX_VALUE} if none is scheduled. */
    public long earliestDeadline() {
        return timers.earliestDeadline();
    }

    /** What the loop's I/O has open. */
    public List<String> openResources() {
        return io.openResources();
    }

    Collection<IdleWait> idleWaits() {
        return idleWaits;
    }

    /** Work begins in a thread outside, which will post its end to the loop. In the loop. */
    public void outsideWorkBegins() {
        outsideWork++;
    }

    public void outsideWorkEnds() {
        outsideWork--;
    }

    /**
     * The loop's I/O. The first call, in a fiber, makes it.
     *
     * @throws IllegalStateException if no module on the path brings any
     */
    public Reactor reactor() {
        return io.reactor();
    }

    /** Whether the loop's I/O has been made. */
    public boolean doesIo() {
        return io != null && io.isMade();
    }

    void innerWaitBegins() {
        innerWaits++;
    }

    void innerWaitEnds() {
        innerWaits--;
    }

    // ---------------------------------------------------------------- the loop thread

    /** The life of the loop thread. */
    void carry() {
        try {
            Watchdog.watch(this);
            io = new LoopIo();
            while (rest()) {
                running = true;
                runUntilStopped();
                running = false;
                hasPaused.release();
            }
        } catch (Throwable throwable) {
            death = throwable;
        } finally {
            Watchdog.forget(this);
            running = false;
            end();
            hasPaused.release();
            hasEnded.release();
        }
    }

    /**
     * Waits for the next run.
     *
     * @return false if the loop is closed instead
     */
    private boolean rest() {
        mayRun.acquireUninterruptibly();
        return !closing;
    }

    private void runUntilStopped() {
        stopping = false;
        while (!stopping) {
            takeInbox();
            fireTimers();
            if (ready.isEmpty()) {
                sleep();
            } else {
                runReady();
                io.lookIfDue();
            }
        }
    }

    private void takeInbox() {
        if (inbox.isEmpty()) {
            return;
        }
        if (directed != null) {
            directed.director().enteredFromOutside();
        }
        for (Inbox.Entry entry = inbox.takeAll(); entry != null; entry = entry.next()) {
            if (entry.fiber != null) {
                makeReady(entry.fiber, entry.work);
            } else {
                runGuarded(entry.work);
            }
        }
    }

    private void fireTimers() {
        if (timers.isEmpty()) {
            return;
        }
        long now = clock.nanos();
        while (timers.earliestDeadline() <= now) {
            fire(timers.removeEarliest());
        }
    }

    private void fire(Timer timer) {
        try {
            timer.fire();
        } catch (Throwable throwable) {
            crashed(throwable);
        }
    }

    private void makeReady(Fiber fiber, Runnable continuation) {
        boolean ofFiber = fiber.owns(continuation);
        if (!(ofFiber ? fiber.enqueue() : guests.enqueue(continuation))) {
            return;
        }
        Object entry = ofFiber ? fiber : continuation;
        Place place = nextPlace;
        nextPlace = Place.LAST;
        switch (place) {
            case LAST -> ready.addLast(entry);
            case FIRST -> ready.addFirst(entry);
            case SECOND -> ready.addSecond(entry);
        }
        if (directed != null && place != Place.LAST) {
            directed.promise();
        }
    }

    private void runReady() {
        stuckReported = false;
        for (int remaining = ready.size(); remaining > 0; remaining--) {
            steps++;
            if (directed == null) {
                run(ready.removeFirst());
            } else {
                runDirected();
            }
        }
    }

    private void runDirected() {
        Object entry = directed.next();
        Turn turn = directed.turn(entry);
        directed.director().begins(turn);
        run(entry);
        directed.director().ends(turn);
    }

    private void run(Object entry) {
        if (entry instanceof Fiber fiber) {
            runStep(fiber);
        } else {
            runGuest((Runnable) entry);
        }
    }

    private void runStep(Fiber fiber) {
        current = fiber;
        try {
            fiber.step();
        } catch (Throwable throwable) {
            crashed(throwable);
        }
        current = null;
    }

    private void runGuest(Runnable continuation) {
        currentGuest = continuation;
        guests.runs(continuation);
        runGuarded(continuation);
        currentGuest = null;
        guests.ran(continuation);
    }

    private void runGuarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable throwable) {
            crashed(throwable);
        }
    }

    /** Reports what nobody caught. The report must not end the loop either. */
    private void crashed(Throwable throwable) {
        try {
            listener.crashed(throwable);
        } catch (Throwable another) {
            throwable.addSuppressed(another);
        }
    }

    /** Nothing is ready: sleep until a timer is due, I/O is ready or somebody submits something. */
    private void sleep() {
        if (!idleWaits.isEmpty()) {
            if (nothingHasCome()) {
                endIdleWaits();
            }
            return; // What has come must not wait until something else comes.
        }
        long deadline = timers.earliestDeadline();
        boolean timed = deadline != Long.MAX_VALUE;
        boolean onlyTheClock = nothingOutsideIsAwaited();
        if (timed && onlyTheClock && inbox.isEmpty() && clock.jumpTo(deadline)) {
            return;
        }
        if (!onlyTheClock && directed != null && clock.isVirtual()) {
            reportWaitsInRealTime();
            if (!ready.isEmpty()) {
                return; // Who is woken while somebody looks at its stack is submitted right here.
            }
        }
        long nanos = timed ? clock.realNanosUntil(deadline) : Long.MAX_VALUE;
        if (nanos == Long.MAX_VALUE) {
            poll(onlyTheClock ? reportEveryoneWaits() : Long.MAX_VALUE);
        } else if (clock.isVirtual()) {
            letRealTimePass(deadline, nanos);
        } else {
            poll(nanos);
        }
    }

    /** Whether the world outside has nothing for this loop at this moment either. */
    private boolean nothingHasCome() {
        if (doesIo()) {
            poll(0);
        }
        return ready.isEmpty() && inbox.isEmpty();
    }

    private void endIdleWaits() {
        List<IdleWait> ending = List.copyOf(idleWaits);
        idleWaits.clear();
        ending.forEach(IdleWait::end);
    }

    private void reportWaitsInRealTime() {
        Director director = directed.director();
        fibers.forEach(fiber -> {
            if (fiber.nowWaitsInRealTime()) {
                director.waitsInRealTime(fiber, fiber.thread().getStackTrace());
            }
        });
    }

    /**
     * While something outside is awaited a virtual clock runs at the speed of the real one: what is
     * awaited may itself wait for this loop's time. What comes meanwhile does not put the deadline
     * off.
     */
    private void letRealTimePass(long deadline, long nanos) {
        if (deadline != awaitedDeadline) {
            awaitedDeadline = deadline;
            awaitedSince = System.nanoTime();
        }
        long left = nanos - (System.nanoTime() - awaitedSince);
        if (left > 0) {
            poll(left);
        }
        if (ready.isEmpty() && inbox.isEmpty() && System.nanoTime() - awaitedSince >= nanos) {
            clock.jumpTo(deadline);
        }
    }

    private void poll(long nanos) {
        asleep.set(true);
        // A submitter that came before the line above saw the loop awake and did not wake it.
        // One can have become ready in here: a look at a thread's stack may submit it again.
        io.poll(inbox.isEmpty() && ready.isEmpty() ? nanos : 0);
        asleep.set(false);
    }

    /**
     * @return how long to sleep
     */
    private long reportEveryoneWaits() {
        if (fibers.size() == 0 || !inbox.isEmpty()) {
            return inbox.isEmpty() ? Long.MAX_VALUE : 0;
        }
        if (stuckReported) {
            return Long.MAX_VALUE;
        }
        if (everyoneWaits(false)) {
            return 0;
        }
        long before = System.nanoTime();
        poll(LASTING_NANOS);
        boolean lasting = System.nanoTime() - before >= LASTING_NANOS;
        if (lasting && inbox.isEmpty() && ready.isEmpty()) {
            stuckReported = true;
            everyoneWaits(true);
        }
        return 0;
    }

    private boolean everyoneWaits(boolean lasting) {
        try {
            return listener.everyoneWaits(lasting);
        } catch (Throwable throwable) {
            crashed(throwable);
            return false;
        }
    }

    private boolean nothingOutsideIsAwaited() {
        return innerWaits == fibers.size() + guests.size() && outsideWork == 0;
    }

    private void end() {
        closing = true;
        closed = true;
        asleep.set(false); // Where the reactor has thrown: nobody may wake it once it is closed.
        closeIo();
        while (!ready.isEmpty()) {
            Object entry = ready.removeFirst();
            Runnable continuation =
                    entry instanceof Fiber fiber ? fiber.continuation() : (Runnable) entry;
            inbox.add(new Inbox.Entry(null, continuation));
        }
        Afterlife.adopt(inbox);
    }

    private void closeIo() {
        try {
            if (io != null) {
                io.close();
            }
        } catch (Throwable throwable) {
            crashed(throwable);
        }
    }

    // ---------------------------------------------------------------- the list of fibers

    /** A fiber starts; on any thread, so its place in the list is found on the loop's. */
    void added(Fiber fiber) {
        if (isInLoop()) {
            fibers.add(fiber);
        } else {
            post(() -> fibers.add(fiber));
        }
    }

    void removed(Fiber fiber) {
        if (isInLoop()) {
            fibers.remove(fiber);
        } // Else it has ended after its loop, whose list nobody reads any more.
    }

    // ---------------------------------------------------------------- for the watchdog

    public long slowStepNanos() {
        return slowStepNanos;
    }

    public void slowStepNanos(long nanos) {
        slowStepNanos = nanos;
        ownSlowStep = true;
    }

    boolean hasOwnSlowStep() {
        return ownSlowStep;
    }

    /** How many steps its fibers and guests have begun: unchanged, nobody has given way. */
    public long stepsTaken() {
        return steps;
    }

    boolean isIdle() {
        return !running || asleep.get();
    }

    Fiber observedCurrent() {
        return current;
    }

    /** The thread that holds the loop at this moment, as far as it can be seen from outside. */
    public Thread observedThread() {
        Fiber fiber = current;
        Runnable guest = currentGuest;
        if (fiber != null) {
            return fiber.thread();
        }
        return guest != null ? VirtualThreads.threadOf(guest) : thread;
    }

    /** What the owner of the loop hears through. */
    public SchedulerListener listener() {
        return listener;
    }

    public String name() {
        return name;
    }
}
