// A generator may wait between its values; the for that goes through it waits with it.
// Other tasks run meanwhile, and close() runs the generator's finally.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Generator;

Generator<Integer> temperatures() {
    return generate(out -> {
        try {
            for (int degrees = 18; true; degrees++) {
                sleep(seconds(2));
                out.yield(degrees);
            }
        } finally {
            IO.println("The thermometer is switched off.");
        }
    });
}

void heat() {
    try (Generator<Integer> temperatures = temperatures()) {
        for (int degrees : temperatures) {
            IO.println(degrees + " degrees");
            if (degrees == 20) {
                break;
            }
        }
    }
    IO.println("It is warm enough.");
}

void drinkTea() {
    for (int cup = 1; cup <= 2; cup++) {
        sleep(seconds(5));
        IO.println("a cup of tea");
    }
}

void main() {
    run(() -> gather(this::heat, this::drinkTea));
}
