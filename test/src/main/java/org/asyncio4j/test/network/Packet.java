package org.asyncio4j.test.network;

import org.asyncio4j.kernel.Timer;

/** Something on its way from one host to another. Loop thread only, also on the bare carrier. */
abstract class Packet extends Timer {
    private Wire wire;

    /** How often its wire had been cut when it was sent. */
    private int cuts;

    void isOn(Wire travelling) {
        wire = travelling;
        cuts = travelling.cuts();
    }

    /** Whether its wire was cut since it was sent. */
    boolean isCutOff() {
        return wire.isCut() || wire.cuts() != cuts;
    }

    @Override
    protected void fire() {
        wire.arrived(this);
    }

    /** How many bytes take up the wire. */
    abstract int size();

    /** It has come to the host at the end of its wire, which is up. */
    abstract void arrive();

    /** Tells that it, or a first attempt of it, is lost. */
    abstract void logLost(String why);

    /** It will not arrive. */
    abstract void lost(String why);

    /** Whether nobody repeats it, so that it may be lost, doubled or overtaken. */
    abstract boolean isDatagram();

    /**
     * When it may arrive, so that it does not overtake what was sent before on the same stream.
     *
     * @param arrival when it would arrive by itself
     */
    abstract long inOrder(long arrival);

    /** Another one like it, for where a network doubles it. */
    abstract Packet copy();
}
