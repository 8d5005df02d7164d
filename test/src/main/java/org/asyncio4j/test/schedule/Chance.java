package org.asyncio4j.test.schedule;

import java.util.Random;

/**
 * Generators for the parts of a simulation. {@link Random} is specified to the last bit, so a seed
 * means the same on every JDK; but generators with neighbouring seeds begin almost alike, and ours
 * are mostly 0, 1, 2 …, so seeds are mixed first, by the end of SplitMix64.
 */
public final class Chance {
    private Chance() {}

    /**
     * @param purpose keeps apart the generators of one simulation
     */
    public static Random of(long seed, String purpose) {
        return new Random(mixed(seed ^ ((long) purpose.hashCode() << 32)));
    }

    private static long mixed(long seed) {
        long mixed = seed + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
