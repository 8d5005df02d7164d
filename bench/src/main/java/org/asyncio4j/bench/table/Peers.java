package org.asyncio4j.bench.table;

import org.asyncio4j.bench.Suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds the peers on this machine. One that is not installed stays in the table, and says so. */
final class Peers {

    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin/java") + "";
    private static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    private static final String PEER_PACKAGE = "org.asyncio4j.bench.peer.";
    private static final String HELLO_PACKAGE = "org.asyncio4j.bench.hello.";

    /** By how much Python does less of what takes long. */
    private static final int PYTHON_SLOWNESS = 25;

    private static final int NODE_SLOWNESS = 4;

    private final Path root;
    private final Path sources;
    private final Path built;
    private final List<String> extraJavaOptions;

    /**
     * @param root the project's folder
     * @param extraJavaOptions for every JVM that is started
     */
    Peers(Path root, List<String> extraJavaOptions) {
        this.root = root;
        this.sources = root.resolve("bench/peers");
        this.built = root.resolve("bench/target");
        this.extraJavaOptions = extraJavaOptions;
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
                        ? List.of(
                                launcher + "", "run", sources.resolve("asyncio4j/Hello.java") + "")
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
        List<String> hello = java(List.of(), HELLO_PACKAGE + name + "Hello");
        return new Peer(
                id,
                title,
                pinned,
                1,
                Map.of(),
                benchmark -> java(garbageCollector(benchmark), PEER_PACKAGE + name + "Peer"),
                Map.of(Workload.START_UP, hello, Workload.START_UP_PLAIN, hello),
                "");
    }

    private List<String> java(List<String> options, String mainClass) {
        List<String> command = new ArrayList<>(List.of(JAVA, OPEN));
        command.addAll(options);
        command.addAll(extraJavaOptions);
        command.addAll(
                List.of("-cp", built.resolve("classes") + ":" + built + "/libraries/*", mainClass));
        return command;
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
        if (Machine.ask("go", "version").isEmpty()) {
            return List.of(Peer.absent("go", "Go", "go is not installed"));
        }
        Path programs = built.resolve("go");
        Optional<String> compiled =
                Machine.ask(
                        "go",
                        "build",
                        "-C",
                        sources.resolve("go") + "",
                        "-o",
                        programs + "/",
                        "./...");
        if (compiled.isEmpty()) {
            // Before Go 1.20 there is no -C.
            compiled =
                    Machine.ask(
                            "sh",
                            "-c",
                            "mkdir -p \"$2\" && cd \"$1\" && go build -o \"$2/\" ./...",
                            "build",
                            sources.resolve("go") + "",
                            programs + "");
        }
        if (compiled.isEmpty()) {
            return List.of(Peer.absent("go", "Go", "go could not build the peer"));
        }
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
        Optional<String> node = Machine.ask("node", "-p", "process.execPath");
        if (node.isEmpty()) {
            return Peer.absent("node", "node", "node is not installed");
        }
        Path folder = sources.resolve("node");
        Function<String, List<String>> program =
                benchmark ->
                        List.of(
                                node.get(),
                                "--expose-gc",
                                "--max-old-space-size=4096",
                                folder.resolve("core.js") + "");
        return new Peer(
                "node",
                "node",
                true,
                NODE_SLOWNESS,
                Map.of(),
                program,
                Map.of(Workload.START_UP, List.of(node.get(), folder.resolve("hello.js") + "")),
                "");
    }

    /** Both columns use the same Python: one that has uvloop, if there is such a one. */
    private List<Peer> python() {
        Optional<String> withUvloop = interpreter("import uvloop");
        Optional<String> any = withUvloop.or(() -> interpreter("import asyncio"));
        return List.of(
                withUvloop
                        .map(python -> python("uvloop", "uvloop", python))
                        .orElse(Peer.absent("uvloop", "uvloop", "uvloop is not installed")),
                any.map(python -> python("asyncio", "asyncio", python))
                        .orElse(Peer.absent("asyncio", "asyncio", "python3 is not installed")));
    }

    private Peer python(String loop, String title, String interpreter) {
        Path folder = sources.resolve("python");
        return new Peer(
                loop,
                title,
                true,
                PYTHON_SLOWNESS,
                Map.of(),
                benchmark -> List.of(interpreter, folder.resolve("core.py") + "", loop),
                Map.of(
                        Workload.START_UP,
                        List.of(interpreter, folder.resolve("hello.py") + "", loop)),
                "");
    }

    /** The real path of a Python that can run {@code statement}: wrappers slow the start. */
    private static Optional<String> interpreter(String statement) {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            Optional<String> path =
                    Machine.ask(python, "-c", statement + "\nimport sys\nprint(sys.executable)");
            if (path.isPresent()) {
                return path;
            }
        }
        return Optional.empty();
    }
}
