package org.asyncio4j.test.schedule;

import org.asyncio4j.spi.Turn;

/** One whose turn it may be, without a loop. */
class FakeTurn implements Turn {
    private final String name;
    private String activity = "waits for a friend";
    private boolean ready;

    FakeTurn(String name) {
        this.name = name;
    }

    /** What it is found doing after its next turn. */
    FakeTurn whichThen(String does) {
        activity = does;
        ready = false;
        return this;
    }

    FakeTurn whichGivesWay() {
        ready = true;
        return this;
    }

    @Override
    public String describe() {
        return name;
    }

    @Override
    public String activity() {
        return activity;
    }

    @Override
    public boolean isTask() {
        return true;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public String toString() {
        return name;
    }
}
