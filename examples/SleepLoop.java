// Three ways to run two loops that sleep a second in each round: calls, tasks, gather.
// Only the calls wait for each other; tasks and gather take as long as the longest.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Task;

int sum(String name, List<Integer> numbers) {
    int total = 0;
    for (int number : numbers) {
        IO.println("  " + name + " computes " + total + " + " + number);
        sleep(seconds(1));
        total += number;
    }
    return total;
}

void withCalls() {
    int left = sum("A", List.of(1, 2));
    int right = sum("B", List.of(1, 2, 3));
    IO.println("  A = " + left + ", B = " + right);
}

void withTasks() {
    Task<Integer> left = createTask(() -> sum("A", List.of(1, 2)));
    Task<Integer> right = createTask(() -> sum("B", List.of(1, 2, 3)));
    IO.println("  A = " + left.await() + ", B = " + right.await());
}

void withGather() {
    List<Integer> sums = gather(() -> sum("A", List.of(1, 2)), () -> sum("B", List.of(1, 2, 3)));
    IO.println("  A = " + sums.get(0) + ", B = " + sums.get(1));
}

void measure(String way, Runnable sums) {
    IO.println(way);
    var start = time();
    sums.run();
    var elapsed = time().minus(start);
    IO.println("  " + elapsed.toSeconds() + " s");
}

void main() {
    run(() -> {
        measure("One after the other:", this::withCalls);
        measure("As tasks:", this::withTasks);
        measure("With gather:", this::withGather);
    });
}
