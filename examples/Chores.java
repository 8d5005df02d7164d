// While a machine works, you are free for something else; while your hands work, you are not.
// So code that computes must give way in between, or it delays all others: here, the dryer.

import static org.asyncio4j.Asyncio.*;

void doLaundry() {
    say("the washing machine is on");
    sleep(household(25));
    say("the dryer is on");
    sleep(household(20));
    say("the laundry is dry");
}

void peelPotatoes() {
    for (int potato = 1; potato <= 10; potato++) {
        peel();
        say("potato " + potato + " is peeled");
    }
}

void peelPotatoesAndGiveWay() {
    for (int potato = 1; potato <= 10; potato++) {
        peel();
        say("potato " + potato + " is peeled");
        yieldNow(); // Has anybody else something to do?
    }
}

// Keeps the processor busy for eight minutes, and never waits.
void peel() {
    long end = System.nanoTime() + household(8).toNanos();
    while (System.nanoTime() < end) {
        Thread.onSpinWait();
    }
}

// A minute in this household takes five milliseconds.
Duration household(int minutes) {
    return millis(5 * minutes);
}

Duration start;

void begin(String way) {
    IO.println(way);
    start = time();
}

void say(String what) {
    Duration elapsed = time().minus(start);
    IO.println(String.format("%5d min: %s", elapsed.dividedBy(household(1)), what));
}

void main() {
    run(() -> {
        // Without this line the runtime complains of whoever computes for 0.1 s at a stretch.
        getRunningLoop().setSlowStepDuration(minutes(1));

        begin("One after the other");
        doLaundry();
        peelPotatoes();

        begin("At once, but the potatoes do not give way, and the dryer is late");
        gather(this::doLaundry, this::peelPotatoes);

        begin("At once, and the potatoes give way, so that the dryer starts in time");
        gather(this::doLaundry, this::peelPotatoesAndGiveWay);
    });
}
