package org.asyncio4j.test.schedule;

import java.util.Arrays;

/** What has been decided in one run: of how many that were ready, which one, choice by choice. */
public final class Choices {
    private int[] counts = new int[64];
    private int[] chosen = new int[64];
    private int size;

    void add(int count, int index) {
        if (size == counts.length) {
            counts = Arrays.copyOf(counts, size * 2);
            chosen = Arrays.copyOf(chosen, size * 2);
        }
        counts[size] = count;
        chosen[size++] = index;
    }

    public int size() {
        return size;
    }

    /** How many were ready at the choice. */
    public int count(int choice) {
        return counts[choice];
    }

    /** Which of them had its turn: 0 for the one that was ready first. */
    public int chosen(int choice) {
        return chosen[choice];
    }
}
