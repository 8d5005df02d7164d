package org.asyncio4j.test.network;

import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One execution of a {@link FaultPlan}. */
final class Faults {
    private final SimulatedNetwork network;
    private final FaultPlan plan;

    Faults(SimulatedNetwork network, FaultPlan plan) {
        this.network = network;
        this.plan = plan;
    }

    private interface Fault {
        /** Begins. Returns how it ends. */
        Runnable begin(Random random);
    }

    void run() {
        moveOnAfter(
                plan.length(),
                _ -> {
                    taskGroup(group -> {
                        group.createTask(() -> repeat("cut", plan.partitions(), this::cut));
                        group.createTask(() -> repeat("delay", plan.delays(), this::delay));
                        group.createTask(() -> repeat("reset", plan.resets(), this::reset));
                        group.createTask(() -> repeat("crash", plan.crashes(), this::crash));
                    });
                });
    }

    private void repeat(String kind, FaultPlan.Rate rate, Fault fault) {
        if (rate.interval() == null) {
            return;
        }
        Random random = network.randomFor("fault " + kind);
        while (true) {
            sleep(around(random, rate.interval()));
            Runnable end = fault.begin(random);
            try {
                sleep(around(random, rate.duration()));
            } finally {
                end.run();
            }
        }
    }

    /** Often shorter than the mean, seldom much longer: as of what happens at any time. */
    private static Duration around(Random random, Duration mean) {
        return Duration.ofNanos(Math.round(-Math.log(1 - random.nextDouble()) * mean.toNanos()));
    }

    private SimulatedHost any(Random random) {
        return plan.hosts().get(random.nextInt(plan.hosts().size()));
    }

    // ---------------------------------------------------------------- the kinds

    private Runnable cut(Random random) {
        Link link =
                switch (random.nextInt(3)) {
                    case 0 -> around(List.of(any(random)));
                    case 1 -> around(someOf(random));
                    default -> network.oneWay(any(random), any(random));
                };
        link.cut();
        return link::heal;
    }

    private List<SimulatedHost> someOf(Random random) {
        List<SimulatedHost> shuffled = new ArrayList<>(plan.hosts());
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, 1 + random.nextInt(shuffled.size()));
    }

    /** All that leads from some hosts to the others. */
    private Link around(List<SimulatedHost> some) {
        List<SimulatedHost> others = new ArrayList<>(network.hosts());
        others.removeAll(some);
        return network.between(some, others);
    }

    private Runnable delay(Random random) {
        List<Wire> slow = around(List.of(any(random))).wires();
        slow.forEach(wire -> network.slow(wire, plan.delay().toNanos()));
        return () -> slow.forEach(wire -> network.slow(wire, 0));
    }

    private Runnable reset(Random random) {
        network.link(any(random), any(random)).reset();
        return () -> {};
    }

    private Runnable crash(Random random) {
        SimulatedHost host = any(random);
        if (!host.hasProgram() || !host.isUp()) {
            return () -> {};
        }
        host.crash();
        return () -> {
            if (!host.isUp()) {
                host.restart();
            }
        };
    }
}
