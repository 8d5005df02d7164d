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

    /** Which of the network's plans it is, so that two are not the same. */
    private final int number;

    Faults(SimulatedNetwork network, FaultPlan plan, int number) {
        this.network = network;
        this.plan = plan;
        this.number = number;
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
        network.heal();
        for (SimulatedHost host : plan.hosts()) {
            if (!host.isUp()) {
                host.restart();
            }
        }
    }

    private void repeat(String kind, FaultPlan.Rate rate, Fault fault) {
        if (rate.interval() == null) {
            return;
        }
        Random random = network.randomFor("fault " + kind + (number == 1 ? "" : " " + number));
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

    /** A host, and another one, of which there has to be one. */
    private List<SimulatedHost> anyTwo(Random random) {
        List<SimulatedHost> left = new ArrayList<>(plan.hosts());
        return List.of(
                left.remove(random.nextInt(left.size())), left.get(random.nextInt(left.size())));
    }

    // ---------------------------------------------------------------- the kinds

    private Runnable cut(Random random) {
        Link link =
                switch (plan.hosts().size() == 1 ? 0 : random.nextInt(3)) {
                    case 0 -> around(List.of(any(random)));
                    case 1 -> around(someOf(random));
                    default -> {
                        List<SimulatedHost> two = anyTwo(random);
                        yield network.oneWay(two.getFirst(), two.getLast());
                    }
                };
        link.cut();
        return link::heal;
    }

    private List<SimulatedHost> someOf(Random random) {
        List<SimulatedHost> shuffled = new ArrayList<>(plan.hosts());
        Collections.shuffle(shuffled, random);
        // Where the network has no others, one has to be left.
        int most = Math.min(shuffled.size(), network.hosts().size() - 1);
        return shuffled.subList(0, 1 + random.nextInt(most));
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
        if (plan.hosts().size() == 1) {
            around(plan.hosts()).reset();
        } else {
            List<SimulatedHost> two = anyTwo(random);
            network.link(two.getFirst(), two.getLast()).reset();
        }
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
