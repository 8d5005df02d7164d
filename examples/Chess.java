// A master plays 24 opponents, 30 moves each: she thinks for 5 s, each of them for 55 s.
// On the virtual clock, which jumps whenever all wait, playing all of it takes no time.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.RunOptions;
import org.asyncio4j.sync.Lock;

// She can think about one board at a time.
Lock master = new Lock("the master");

void playGame() {
    for (int move = 1; move <= 30; move++) {
        try (var _ = master.acquire()) {
            sleep(seconds(5));
        }
        sleep(seconds(55)); // The opponent thinks. She may go to another board.
    }
}

void oneAfterTheOther() {
    for (int board = 1; board <= 24; board++) {
        playGame();
    }
}

void allAtOnce() {
    taskGroup(boards -> {
        for (int board = 1; board <= 24; board++) {
            boards.createTask(this::playGame);
        }
    });
}

Duration measure(Runnable exhibition) {
    var start = time();
    exhibition.run();
    return time().minus(start);
}

String text(Duration time) {
    return time.toHours() + " h " + time.toMinutesPart() + " min " + time.toSecondsPart() + " s";
}

void playTwice() {
    IO.println("One board after the other: " + text(measure(this::oneAfterTheOther)));
    // At the end she waits 55 seconds for the last opponent, and has no other board to go to.
    IO.println("From board to board: " + text(measure(this::allAtOnce)));
}

void main() {
    run(RunOptions.DEFAULT.withVirtualTime(true), this::playTwice);
}
