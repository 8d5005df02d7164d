package org.asyncio4j.test.network;

import org.asyncio4j.kernel.Timer;

/** Something on its way from one host to another. Loop thread only, also on the bare carrier. */
abstract class Packet extends Timer {
    private Wire wire;

    void isOn(Wire travelling) {
        wire = travelling;
    }

    @Override
    protected void fire() {
        wire.arrived(this);
    }

    /** How many bytes take up the wire. */
    abstract int size();

    /** It has come to the host at the end of its wire, which is up. */
    abstract void arrive();

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
