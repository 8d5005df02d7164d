// timeout(...) ends a body that takes too long, with a TimeoutException.
// moveOnAfter(...) ends it too, but is content with what has been done by then.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.CancelScope;

String cook() {
    sleep(seconds(30));
    return "a roast";
}

void pickBerries(List<Integer> basket) {
    for (int berry = 1; berry <= 100; berry++) {
        sleep(seconds(3));
        basket.add(berry);
    }
}

void main() {
    run(() -> {
        try {
            IO.println(timeout(seconds(60), this::cook));
            IO.println(timeout(seconds(10), this::cook));
        } catch (TimeoutException e) {
            IO.println("There is no roast in ten seconds.");
        }

        List<Integer> basket = new ArrayList<>();
        CancelScope scope = moveOnAfter(seconds(10), () -> pickBerries(basket));
        IO.println("berries: " + basket + ", cut short: " + scope.cancelledCaught());
    });
}
