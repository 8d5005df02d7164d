package org.asyncio4j.bench.table.net;

import org.asyncio4j.bench.table.JvmOptions;
import org.asyncio4j.bench.table.Languages;
import org.asyncio4j.bench.table.Languages.Installed;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the servers on this machine. One that is not installed stays in the tables. */
final class Servers {

    /** The limit: as little as an echo can cost. */
    static final String C = "c";

    /** What asyncio4j stands on. */
    static final String NETTY = "netty";

    /** The servers of everybody else: what a user could take instead. */
    static final String[] OTHERS = {
        "jdk",
        "vertx",
        "go",
        "node",
        "uvloop-protocol",
        "uvloop-streams",
        "asyncio-protocol",
        "asyncio-streams"
    };

    private static final String PACKAGE = "org.asyncio4j.bench.server.";

    /** Holds the heap close to what lives in it. */
    private static final List<String> SMALL =
            List.of("-Xmn64m", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

    private final Languages languages;

    Servers(Languages languages) {
        this.languages = languages;
    }

    /** All servers, in the order of the lines. */
    List<Server> find() {
        String netty = "Netty " + languages.libraryVersion("netty-common");
        String vertx = "Vert.x " + languages.libraryVersion("vertx-core");
        String java = "Java " + Runtime.version();
        List<Server> servers = new ArrayList<>();
        servers.add(asyncio4j(Target.OWN, "asyncio4j", "buffer"));
        servers.add(asyncio4j("asyncio4j-bytes", "asyncio4j, byte[]", "bytes"));
        servers.add(asyncio4j("asyncio4j-netty", "asyncio4j, ByteBuf", "netty"));
        servers.add(c());
        servers.add(jvm(NETTY, "raw Netty", netty, true, List.of(), "NettyEcho"));
        servers.add(jvm("nio", "JDK selector", java, false, List.of(), "SelectorEcho"));
        servers.add(jvm("jdk", "JDK VTs", java, false, List.of(), "VirtualThreadEcho"));
        servers.add(jvm("vertx", "Vert.x", vertx, false, JvmOptions.VERTX, "VertxEcho"));
        servers.add(go());
        servers.add(node());
        servers.add(python("uvloop", "protocol", languages.pythonWithUvloop()));
        servers.add(python("uvloop", "streams", languages.pythonWithUvloop()));
        servers.add(python("asyncio", "protocol", languages.python()));
        servers.add(python("asyncio", "streams", languages.python()));
        return servers;
    }

    private Server asyncio4j(String id, String title, String style) {
        String version = "Java " + Runtime.version();
        return jvm(id, title, version, true, List.of(), "Asyncio4jEcho", style);
    }

    private Server jvm(
            String id,
            String title,
            String version,
            boolean hasLoops,
            List<String> options,
            String mainClass,
            String... arguments) {
        return new Server(
                id,
                title,
                version,
                Map.of(),
                true,
                hasLoops,
                setup -> {
                    List<String> all = new ArrayList<>(JvmOptions.LAUNCHER);
                    all.addAll(options);
                    if (setup.isSmall()) {
                        all.addAll(SMALL);
                    }
                    List<String> command = languages.java(all, PACKAGE + mainClass);
                    command.addAll(List.of(arguments));
                    return command;
                },
                "");
    }

    private Server c() {
        String version = "gcc " + Machine.ask("gcc", "-dumpfullversion").orElse("");
        return server(C, "C, epoll", version, true, languages.c("net_echo.c"), List.of());
    }

    private Server go() {
        Installed go = languages.go();
        if (!go.isPresent()) {
            return Server.absent("go", "Go", go.absence());
        }
        return new Server(
                "go",
                "Go",
                Languages.goVersion(),
                Map.of("GOMAXPROCS", "1"),
                false,
                false,
                setup -> List.of(go.path() + "/net"),
                "");
    }

    private Server node() {
        Installed node = languages.node();
        return server(
                "node",
                "node",
                Languages.nodeVersion(),
                false,
                node,
                List.of(languages.source("node/net.js")));
    }

    private Server python(String loop, String style, Installed python) {
        return server(
                loop + "-" + style,
                loop + " " + style,
                Languages.pythonVersion(python, loop),
                false,
                python,
                List.of(languages.source("python/net.py"), loop, style));
    }

    private static Server server(
            String id,
            String title,
            String version,
            boolean hasLoops,
            Installed program,
            List<String> arguments) {
        if (!program.isPresent()) {
            return Server.absent(id, title, program.absence());
        }
        List<String> command = new ArrayList<>(List.of(program.path()));
        command.addAll(arguments);
        return new Server(id, title, version, Map.of(), false, hasLoops, setup -> command, "");
    }

    /** What the project promises of its network. */
    static List<Target> targets(List<Load> loads) {
        List<Target> targets = new ArrayList<>();
        for (Load load : loads) {
            if (load.kind() == Load.Kind.ECHO) {
                if (load.name().equals("1k-200")) {
                    targets.add(Target.atMost(load.name(), 1.3, C, "C"));
                }
                targets.add(Target.atMost(load.name(), 1.1, NETTY, "raw Netty"));
                targets.add(Target.below(load.name(), OTHERS));
            }
        }
        targets.add(new Target("≥ 1.8 × one loop", "loops", 1 / 1.8, false, List.of()));
        return targets;
    }
}
