package org.asyncio4j.test.junit;

import org.asyncio4j.test.Cancellation;
import org.asyncio4j.test.Exploration;
import org.asyncio4j.test.Leftover;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.Strategy;
import org.asyncio4j.test.Victim;
import org.asyncio4j.test.guard.Enclosure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One test method of JUnit's, or one invocation of a template, with its fixtures. */
final class TestPlan {
    private final ExtensionContext context;
    private final Settings settings;
    private final List<Call> before = new ArrayList<>();

    TestPlan(ExtensionContext context) {
        this.context = context;
        this.settings = Settings.of(context.getRequiredTestMethod());
    }

    void addBefore(Call call) {
        before.add(call);
    }

    /** Runs the test as often as is wanted. */
    void run(Call test) throws Exception {
        Instances instances = new Instances(context, !runsOnce());
        Fixture fixture = new Fixture(before, test, cleanUps(instances));
        SimulationOptions options = options(fixture);
        Enclosure.run(options, () -> run(fixture, instances, options));
    }

    private void run(Fixture fixture, Instances instances, SimulationOptions options)
            throws Exception {
        if (settings.cancelEverywhere()) {
            Cancellation.everywhere(
                    options,
                    (simulation, victim) -> runOnce(fixture, instances, simulation, victim));
        } else if (runsOnce()) {
            Simulation.run(
                    options,
                    new Seed(0),
                    simulation -> runOnce(fixture, instances, simulation, null));
        } else {
            Exploration.of(settings.schedules())
                    .strategy(settings.schedules() == 1 ? Strategy.FIFO : settings.strategy())
                    .options(options)
                    .run(simulation -> runOnce(fixture, instances, simulation, null));
        }
    }

    private boolean runsOnce() {
        return !settings.cancelEverywhere()
                && settings.schedules() == 1
                && System.getProperty(Seed.PROPERTY, "").isEmpty();
    }

    private void runOnce(
            Fixture fixture, Instances instances, Simulation simulation, Victim victim) {
        new TestRun(fixture, instances, context, simulation, victim).execute();
    }

    // ---------------------------------------------------------------- what there is to run

    /** In JUnit's order: those of subclasses and of nested classes first. */
    private static List<CleanUp> cleanUps(Instances instances) {
        List<CleanUp> cleanUps = new ArrayList<>();
        List<Class<?>> types = instances.types();
        for (int index = types.size() - 1; index >= 0; index--) {
            int place = index;
            AnnotationSupport.findAnnotatedMethods(
                            types.get(index), AfterEach.class, HierarchyTraversalMode.BOTTOM_UP)
                    .forEach(method -> cleanUps.add(new CleanUp(method, place)));
        }
        return cleanUps;
    }

    private SimulationOptions options(Fixture fixture) {
        SimulationOptions options = settings.options().withName(name());
        Set<Leftover> allowed = EnumSet.noneOf(Leftover.class);
        allowed.addAll(options.allowed());
        if (runsInParallel()) {
            allowed.add(Leftover.FILE);
            allowed.add(Leftover.PROCESS);
        }
        return options.withAllowed(allowed.toArray(Leftover[]::new))
                .withSimulatedNetwork(fixture.wants(TestRun::isOfSimulatedNetwork));
    }

    private String name() {
        Method method = context.getRequiredTestMethod();
        return context.getRequiredTestClass().getSimpleName() + "." + method.getName();
    }

    /** Then files and processes may be another test's. */
    private boolean runsInParallel() {
        return context.getConfigurationParameter("junit.jupiter.execution.parallel.enabled")
                .filter(Boolean::parseBoolean)
                .isPresent();
    }

    /** All that a run runs. */
    record Fixture(List<Call> before, Call test, List<CleanUp> after) {
        /** Whether one of the methods has a parameter like that. */
        boolean wants(Predicate<Class<?>> type) {
            return Stream.of(
                            before.stream().map(Call::method),
                            Stream.of(test.method()),
                            after.stream().map(CleanUp::method))
                    .flatMap(methods -> methods)
                    .flatMap(method -> Arrays.stream(method.getParameterTypes()))
                    .anyMatch(type);
        }

        /** What JUnit or another extension gives for a parameter that is alike. */
        Optional<Object> argumentLike(Parameter parameter) {
            return Stream.concat(before.stream(), Stream.of(test))
                    .flatMap(call -> call.argumentLike(parameter).stream())
                    .findFirst();
        }
    }
}
