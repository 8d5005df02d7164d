// timeout(...) ends a body that takes too long, with a TimeoutException.
// moveOnAfter(...) ends it too, but is content with what has been done by then.

import static org.asyncio4j.Asyncio.*;

String cook() {
    sleep(seconds(30));
    return "a roast";
}

void main() {
    run(() -> {
        try {
            IO.println(timeout(seconds(60), this::cook));
            IO.println(timeout(seconds(10), this::cook));
        } catch (TimeoutException e) {
            IO.println("There is no roast in ten seconds.");
        }

        List<Integer> collected = new ArrayList<>();
        var scope =
                moveOnAfter(
                        seconds(10),
                        () -> {
                            for (int berry = 1; berry <= 100; berry++) {
                                sleep(seconds(3));
                                collected.add(berry);
                            }
                        });
        IO.println("berries: " + collected + ", cut short: " + scope.cancelledCaught());
    });
}
