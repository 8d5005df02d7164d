package org.asyncio4j.test.junit;

import org.asyncio4j.EventLoop;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.TestClock;
import org.asyncio4j.test.Trail;
import org.asyncio4j.test.Victim;
import org.asyncio4j.test.guard.Rethrow;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One run of a test with its fixtures, in the main task of its simulation. */
final class TestRun {
    /** What a run gives to the methods that ask for it, by the type of the parameter. */
    private static final Map<Class<?>, Function<TestRun, Object>> PROVIDED =
            Map.of(
                    EventLoop.class, run -> run.simulation.loop(),
                    TestClock.class, run -> run.simulation.clock(),
                    Seed.class, run -> run.simulation.seed(),
                    Simulation.class, run -> run.simulation,
                    SimulatedNetwork.class, run -> run.simulation.network(),
                    Trail.class, run -> run.trail,
                    Victim.class, TestRun::requireVictim);

    private final TestPlan.Fixture fixture;
    private final Instances originals;
    private final List<Object> instances;
    private final ExtensionContext context;
    private final Simulation simulation;
    private final Victim victim;
    private final Trail trail = new Trail();

    /** What has gone wrong, of several things the first. */
    private Throwable failure;

    /**
     * @param victim null if none is cancelled
     */
    TestRun(
            TestPlan.Fixture fixture,
            Instances originals,
            ExtensionContext context,
            Simulation simulation,
            Victim victim) {
        this.fixture = fixture;
        this.originals = originals;
        this.instances = originals.next();
        this.context = context;
        this.simulation = simulation;
        this.victim = victim;
    }

    // ---------------------------------------------------------------- parameters

    static boolean provides(Class<?> type) {
        return PROVIDED.containsKey(type);
    }

    /** Whether who wants that wants a simulated network. */
    static boolean isOfSimulatedNetwork(Class<?> type) {
        return type == SimulatedNetwork.class;
    }

    Object provide(Class<?> type) {
        return PROVIDED.get(type).apply(this);
    }

    private Victim requireVictim() {
        if (victim == null) {
            throw new IllegalStateException(
                    "Nobody is cancelled in this test: a Victim is for @CancelEverywhere.");
        }
        return victim;
    }

    // ---------------------------------------------------------------- running

    void execute() {
        attempt(() -> {
            fixture.before().forEach(this::invoke);
            test();
        });
        for (CleanUp cleanUp : fixture.after()) {
            Object target = instances.get(cleanUp.place());
            attempt(() -> cleanUp.invoke(this, fixture, context, target));
        }
        if (failure == null) {
            attempt(trail::assertFulfilled);
        }
        if (failure != null) {
            throw Rethrow.of(failure);
        }
    }

    private void test() {
        boolean isVictim = victim != null && !fixture.wants(Victim.class::equals);
        if (isVictim) {
            victim.run(() -> invoke(fixture.test()));
        } else {
            invoke(fixture.test());
        }
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            failed(thrown);
        }
    }

    /** A test that was aborted has failed nevertheless if its clean-up does. */
    private void failed(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        } else if (failure instanceof TestAbortedException
                && !(thrown instanceof TestAbortedException)) {
            thrown.addSuppressed(failure);
            failure = thrown;
        } else if (failure != thrown) {
            failure.addSuppressed(thrown);
        }
    }

    private void invoke(Call call) {
        Object[] arguments = call.arguments().toArray();
        Class<?>[] types = call.method().getParameterTypes();
        for (int index = 0; index < arguments.length; index++) {
            if (arguments[index] == null && provides(types[index])) {
                arguments[index] = provide(types[index]);
            }
        }
        int place = originals.indexOf(call.target());
        Object target = place < 0 ? call.target() : instances.get(place);
        invoke(call.method(), target, arguments);
    }

    void invoke(Method method, Object target, Object[] arguments) {
        ReflectionSupport.invokeMethod(method, target, arguments);
    }
}
