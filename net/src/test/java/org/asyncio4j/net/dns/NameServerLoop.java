package org.asyncio4j.net.dns;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.RunOptions;
import org.asyncio4j.net.engine.SocketStack;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the tests of this package have in common. */
final class NameServerLoop {
    private static final String ENGINE = "asyncio4j.io";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private NameServerLoop() {}

    /** Runs on a loop whose I/O the engine does, in real time. */
    static <X extends Exception> void run(String engine, Action<X> main) throws X {
        run(engine, false, main);
    }

    /** Runs on a loop whose clock jumps while nothing outside is awaited. */
    static <X extends Exception> void runInVirtualTime(Action<X> main) throws X {
        run(null, true, main);
    }

    private static <X extends Exception> void run(String engine, boolean virtual, Action<X> main)
            throws X {
        if (engine != null) {
            System.setProperty(ENGINE, engine);
        }
        try {
            RunOptions options =
                    RunOptions.DEFAULT.withHandleSignals(false).withVirtualTime(virtual);
            Asyncio.run(
                    options,
                    () -> {
                        SocketStack.current(); // Loaded, so that the tests' tasks take their turns.
                        main.run();
                    });
        } finally {
            System.clearProperty(ENGINE);
        }
    }

    /** A machine that asks these name servers and searches these domains. */
    static SystemNames machine(List<InetSocketAddress> nameServers, String... search) {
        ResolvConf conf = new ResolvConf(nameServers, List.of(search), 1, Duration.ofSeconds(5), 2);
        HostsFile hosts =
                HostsFile.parse(List.of("127.0.0.1 localhost", "192.0.2.77 infile.example infile"));
        return new SystemNames(conf, hosts, "me", null);
    }

    static List<InetAddress> addresses(String... literals) {
        return java.util.Arrays.stream(literals).map(InetAddress::ofLiteral).toList();
    }

    static int openDescriptors() {
        return DESCRIPTORS.toFile().list().length;
    }
}
