// The loop can call a method at a moment, without a task that waits for it.
// What it returns takes the call back; the loop's clock counts from the loop's start.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.EventLoop;
import org.asyncio4j.TimerHandle;

void main() {
    run(() -> {
        EventLoop loop = getRunningLoop();
        Duration start = loop.time();

        loop.callLater(seconds(3), () -> IO.println("after 3 s"));
        loop.callAt(start.plus(seconds(2)), () -> IO.println("at 2 s"));
        loop.callSoon(() -> IO.println("soon"));
        TimerHandle alarm = loop.callLater(seconds(4), () -> IO.println("never"));
        IO.println("now");

        sleep(seconds(1));
        IO.println("at 1 s: the alarm is due in 3 s, and is taken back");
        alarm.cancel();
        sleep(seconds(4));
        IO.println("at 5 s: the end");
    });
}
