// generate(...) makes a sequence of what a method yields; a plain for goes through it.
// The method runs only when the next value is asked for, so it may go on without end.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Generator;

Generator<Integer> fibonacci() {
    return generate(out -> {
        int current = 0;
        int next = 1;
        while (true) {
            out.yield(current);
            int sum = current + next;
            current = next;
            next = sum;
        }
    });
}

void main() {
    run(() -> {
        for (int number : fibonacci()) {
            if (number > 100) {
                break;
            }
            IO.println(number);
        }
    });
}
