// The loop is one thread. What computes for long goes to other processors: into a pool
// of your own with runInExecutor(...), or into the one that is always there, Unsync.compute(...).

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Unsync;

long countPrimes(int from, int to) {
    return IntStream.range(from, to).filter(this::isPrime).count();
}

boolean isPrime(int number) {
    return number > 1
            && IntStream.rangeClosed(2, (int) Math.sqrt(number))
                    .noneMatch(divisor -> number % divisor == 0);
}

void main() {
    run(() -> {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            List<Long> primes =
                    gather(
                            () -> runInExecutor(pool, () -> countPrimes(0, 50_000)),
                            () -> runInExecutor(pool, () -> countPrimes(50_000, 100_000)));
            IO.println(primes.get(0) + " primes below 50,000, then " + primes.get(1));
        }

        CompletableFuture<Long> all = Unsync.compute(() -> countPrimes(0, 100_000));
        IO.println("The loop is free meanwhile.");
        IO.println(await(all) + " primes below 100,000");
    });
}
