package org.asyncio4j.net;

import java.time.Duration;

/**
 * What a {@link ConnectionPool} keeps to. {@code PoolOptions.DEFAULT.withLimitPerKey(4)} and so on.
 *
 * @param limit how many connections may be in use at once, those that are being opened included;
 *     {@link #UNLIMITED}
 * @param limitPerKey how many of them for the same key; {@link #UNLIMITED}
 * @param maxIdle how many more may be kept open that nobody uses; the one that has been idle
 *     longest gives way to another. 0 for none.
 * @param keepAlive how long one that nobody uses is kept; zero for not at all, null for ever
 * @param maxLifetime how old one may become before nobody gets it any more; who uses it then may go
 *     on. Null for no limit.
 */
public record PoolOptions(
        int limit, int limitPerKey, int maxIdle, Duration keepAlive, Duration maxLifetime) {
    /** As a limit: there is none. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /**
     * 100 in use, as many as wanted for one key, 100 idle for 15 seconds, of any age: aiohttp's,
     * but for the idle ones, whose number it does not limit.
     */
    public static final PoolOptions DEFAULT =
            new PoolOptions(100, UNLIMITED, 100, Duration.ofSeconds(15), null);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a limit or lifetime that is not above zero, and for a
     *     {@code maxIdle} or {@code keepAlive} below
     */
    public PoolOptions {
        Requirements.positive("limit", limit);
        Requirements.positive("limitPerKey", limitPerKey);
        Requirements.positive("maxLifetime", maxLifetime);
        if (maxIdle < 0) {
            throw new IllegalArgumentException("maxIdle cannot be below zero: " + maxIdle + ".");
        }
        if (keepAlive != null && keepAlive.isNegative()) {
            throw new IllegalArgumentException(
                    "keepAlive cannot be below zero, and was "
                            + keepAlive
                            + "; zero keeps no connection, null keeps them for ever.");
        }
    }

    public PoolOptions withLimit(int limit) {
        return new PoolOptions(limit, limitPerKey, maxIdle, keepAlive, maxLifetime);
    }

    public PoolOptions withLimitPerKey(int limitPerKey) {
        return new PoolOptions(limit, limitPerKey, maxIdle, keepAlive, maxLifetime);
    }

    public PoolOptions withMaxIdle(int maxIdle) {
        return new PoolOptions(limit, limitPerKey, maxIdle, keepAlive, maxLifetime);
    }

    public PoolOptions withKeepAlive(Duration keepAlive) {
        return new PoolOptions(limit, limitPerKey, maxIdle, keepAlive, maxLifetime);
    }

    public PoolOptions withMaxLifetime(Duration maxLifetime) {
        return new PoolOptions(limit, limitPerKey, maxIdle, keepAlive, maxLifetime);
    }

    boolean keepsIdle() {
        return keepAlive == null || keepAlive.isPositive();
    }
}
