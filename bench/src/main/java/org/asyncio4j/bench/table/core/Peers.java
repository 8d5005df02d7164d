package org.asyncio4j.bench.table.core;

import org.asyncio4j.bench.Suite;
import org.asyncio4j.bench.table.Languages;
import org.asyncio4j.bench.table.Languages.Installed;
import org.asyncio4j.bench.table.Machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Finds the peers on this machine. One that is not installed stays in the table, and says so. */
final class Peers {

    private static final String PEER_PACKAGE = "org.asyncio4j.bench.peer.";
    private static final String HELLO_PACKAGE = "org.asyncio4j.bench.hello.";

    /** By how much Python does less of what takes long. */
    private static final int PYTHON_SLOWNESS = 25;

    private static final int NODE_SLOWNESS = 4;

    private final Path root;
    private final Languages languages;

    /**
     * @param root the project's folder
     * @param extraJavaOptions for every JVM that is started
     */
    Peers(Path root, List<String> extraJavaOptions) {
        this.root = root;
        this.languages = new Languages(root, extraJavaOptions, List.of("asyncio4j-core", "kotlin"));
    }

    /** All peers, in the order of the columns. */
    List<Peer> find() {
        List<Peer> peers = new ArrayList<>();
        peers.add(asyncio4j());
        peers.add(jvm(Peer.FLOOR, "floor: bare VTs", true, "Floor"));
        peers.add(jvm("jdk", "JDK VTs", true, "VirtualThread"));
        if (Machine.processors() > 1) {
            String title = "JDK VTs, %d CPUs".formatted(Machine.processors());
            peers.add(jvm("jdk-all", title, false, "VirtualThread"));
        }
        peers.add(jvm("kotlin", "Kotlin", true, "Kotlin"));
        peers.addAll(go());
        peers.add(node());
        peers.addAll(python());
        return peers;
    }

    private Peer asyncio4j() {
        Peer peer = jvm(Peer.ASYNCIO4J, "asyncio4j", true, "Asyncio4j");
        Path launcher = root.resolve("asyncio4j");
        List<String> plain = peer.hello().get(Workload.START_UP);
        List<String> asUsersDo =
                Files.isExecutable(launcher)
                        ? List.of(launcher + "", "run", languages.source("asyncio4j/Hello.java"))
                        : plain;
        return new Peer(
                peer.id(),
                peer.title(),
                peer.pinned(),
                peer.slowness(),
                peer.environment(),
                peer.program(),
                Map.of(Workload.START_UP, asUsersDo, Workload.START_UP_PLAIN, plain),
                peer.absence());
    }

    private Peer jvm(String id, String title, boolean pinned, String name) {
        List<String> hello = languages.java(List.of(), HELLO_PACKAGE + name + "Hello");
        return new Peer(
                id,
                title,
                pinned,
                1,
                Map.of(),
                benchmark ->
                        languages.java(garbageCollector(benchmark), PEER_PACKAGE + name + "Peer"),
                Map.of(Workload.START_UP, hello, Workload.START_UP_PLAIN, hello),
                "");
    }

    /**
     * The collector that the JVM itself picks for one processor; for all JVM peers alike. Where
     * memory is measured the heap is held close to what lives in it, so that the resident set tells
     * of tasks and not of the room that a collector likes to keep.
     */
    private static List<String> garbageCollector(String benchmark) {
        if (!benchmark.equals(Suite.SLEEPERS)) {
            return List.of("-XX:+UseSerialGC");
        }
        return List.of(
                "-XX:+UseSerialGC",
                "-Xmx4g",
                "-Xmn64m",
                "-XX:MinHeapFreeRatio=5",
                "-XX:MaxHeapFreeRatio=10");
    }

    private List<Peer> go() {
        Installed go = languages.go();
        if (!go.isPresent()) {
            return List.of(Peer.absent("go", "Go", go.absence()));
        }
        Path programs = Path.of(go.path());
        List<Peer> peers = new ArrayList<>();
        peers.add(go("go", "Go", true, programs));
        if (Machine.processors() > 1) {
            String title = "Go, %d CPUs".formatted(Machine.processors());
            peers.add(go("go-all", title, false, programs));
        }
        return peers;
    }

    private static Peer go(String id, String title, boolean pinned, Path programs) {
        int processors = pinned ? 1 : Machine.processors();
        return new Peer(
                id,
                title,
                pinned,
                1,
                Map.of("GOMAXPROCS", Integer.toString(processors)),
                benchmark -> List.of(programs.resolve("core") + ""),
                Map.of(Workload.START_UP, List.of(programs.resolve("hello") + "")),
                "");
    }

    private Peer node() {
        Installed node = languages.node();
        if (!node.isPresent()) {
            return Peer.absent("node", "node", node.absence());
        }
        Function<String, List<String>> program =
                benchmark ->
                        List.of(
                                node.path(),
                                "--expose-gc",
                                "--max-old-space-size=4096",
                                languages.source("node/core.js"));
        return new Peer(
                "node",
                "node",
                true,
                NODE_SLOWNESS,
                Map.of(),
                program,
                Map.of(Workload.START_UP, List.of(node.path(), languages.source("node/hello.js"))),
                "");
    }

    /** Both columns use the same Python: one that has uvloop, if there is such a one. */
    private List<Peer> python() {
        return List.of(
                python("uvloop", languages.pythonWithUvloop()),
                python("asyncio", languages.python()));
    }

    private Peer python(String loop, Installed python) {
        if (!python.isPresent()) {
            return Peer.absent(loop, loop, python.absence());
        }
        return new Peer(
                loop,
                loop,
                true,
                PYTHON_SLOWNESS,
                Map.of(),
                benchmark -> List.of(python.path(), languages.source("python/core.py"), loop),
                Map.of(
                        Workload.START_UP,
                        List.of(python.path(), languages.source("python/hello.py"), loop)),
                "");
    }
}
