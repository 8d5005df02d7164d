package org.asyncio4j.channel;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cancellation that comes when the item has changed hands, but its receiver has had no turn. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LateCancellationTest {
    @Test
    void itCanBeTakenBackByWhoeverAskedForIt() {
        run(() -> {
            MemoryChannel<String> channel = MemoryChannel.open(0);
            Task<String> receiver =
                    createTask(() -> {
                        String item = channel.receiver().receive();
                        // As a timeout does that was too late.
                        assertEquals(0, currentTask().uncancel());
                        sleep(seconds(5));
                        return item;
                    });
            settle();
            channel.sender().sendNowait("item");
            receiver.cancel("too late");
            assertEquals("item", receiver.await());
        });
    }
}
