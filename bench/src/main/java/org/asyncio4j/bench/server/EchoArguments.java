package org.asyncio4j.bench.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What every echo server is told: {@code PORT BUFFER LOOPS}.
 *
 * @param port where it listens, on the loopback address
 * @param bufferBytes how much it reads at once, where it can choose
 * @param loops on how many loops it runs, where it has such
 */
record EchoArguments(int port, int bufferBytes, int loops) {

    /** How many connections may wait to be accepted. */
    static final int BACKLOG = 4_096;

    static EchoArguments of(String[] arguments) {
        if (arguments.length < 3) {
            throw new IllegalArgumentException("needs PORT BUFFER LOOPS");
        }
        return new EchoArguments(
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]));
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Tells the harness that connections are taken from now on. */
    static void ready() {
        System.out.println("ready");
    }
}
