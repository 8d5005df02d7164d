// A task is a handle on what it will return: await() and gather(...) give the results.
// gather keeps the order of its arguments, whoever is ready first.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Task;

List<Integer> reverse(List<Integer> numbers) {
    sleep(seconds(Collections.max(numbers)));
    return numbers.reversed();
}

void main() {
    run(() -> {
        Task<List<Integer>> small = createTask(() -> reverse(List.of(3, 2, 1)));
        Task<List<Integer>> large = createTask(() -> reverse(List.of(10, 5, 0)));
        IO.println("small: " + small.await());
        IO.println("large is done: " + large.isDone());
        IO.println("both: " + gather(small, large));
        IO.println("large is done: " + large.isDone());
    });
}
