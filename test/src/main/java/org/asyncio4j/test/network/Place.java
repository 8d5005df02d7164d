package org.asyncio4j.test.network;

/** A port of a host, for people: "kv-1:80". */
record Place(SimulatedHost host, int port) {
    @Override
    public String toString() {
        return host.name() + ":" + port;
    }
}
