package org.asyncio4j;

import java.time.Duration;

/** A callback that is to run at a moment. Made by {@link EventLoop#callLater}. */
public sealed interface TimerHandle extends Handle permits LoopCallback {
    /** When it is due, on the loop's clock; compare with {@link EventLoop#time}. */
    Duration when();
}
