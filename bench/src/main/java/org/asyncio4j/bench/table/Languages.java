package org.asyncio4j.bench.table;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How programs in the various languages are started on this machine. */
public final class Languages {

    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin/java") + "";

    private final Path sources;
    private final Path built;
    private final List<String> extraJavaOptions;
    private final List<String> libraries;

    /**
     * @param root the project's folder
     * @param extraJavaOptions for every JVM that is started
     * @param libraries what the JVMs have on their class path, by how the jars' names begin: what
     *     is not needed must not cost start-up time
     */
    public Languages(Path root, List<String> extraJavaOptions, List<String> libraries) {
        this.sources = root.resolve("bench/peers");
        this.built = root.resolve("bench/target");
        this.extraJavaOptions = extraJavaOptions;
        this.libraries = libraries;
    }

    /** Where a peer's source lies. */
    public String source(String path) {
        return sources.resolve(path).toString();
    }

    /** The command for a class of this module. */
    public List<String> java(List<String> options, String mainClass) {
        List<String> command =
                new ArrayList<>(List.of(JAVA, "--add-opens=java.base/java.lang=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(extraJavaOptions);
        command.addAll(List.of("-cp", classPath(), mainClass));
        return command;
    }

    private String classPath() {
        StringJoiner path = new StringJoiner(File.pathSeparator);
        path.add(built.resolve("classes").toString());
        jars().filter(jar -> libraries.stream().anyMatch(jar::startsWith))
                .forEach(jar -> path.add(built.resolve("libraries").resolve(jar).toString()));
        return path.toString();
    }

    private Stream<String> jars() {
        String[] names = built.resolve("libraries").toFile().list();
        return Stream.of(names == null ? new String[0] : names).sorted();
    }

    /** The version of a library that the peers use, told by the name of its jar. */
    public String libraryVersion(String library) {
        Pattern jar = Pattern.compile(Pattern.quote(library) + "-(\\d.*)\\.jar");
        return jars().map(jar::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .findFirst()
                .orElse("of an unknown version");
    }

    /** Builds the programs in Go. */
    public Installed go() {
        if (Machine.ask("go", "version").isEmpty()) {
            return Installed.no("go is not installed");
        }
        Path programs = built.resolve("go");
        // Before Go 1.20 there is no -C.
        Optional<String> compiled =
                Machine.ask(
                        "sh",
                        "-c",
                        "mkdir -p \"$2\" && cd \"$1\" && go build -o \"$2/\" ./...",
                        "build",
                        source("go"),
                        programs.toString());
        return compiled.isPresent()
                ? Installed.at(programs.toString())
                : Installed.no("go could not build the peer");
    }

    /** Builds a program in C. */
    public Installed c(String source) {
        if (Machine.find("gcc").isEmpty()) {
            return Installed.no("gcc is not installed");
        }
        Path program = built.resolve("c").resolve(source.replace(".c", ""));
        program.getParent().toFile().mkdirs();
        Optional<String> compiled =
                Machine.ask("gcc", "-O2", "-pthread", "-o", program + "", source("c/" + source));
        return compiled.isPresent()
                ? Installed.at(program.toString())
                : Installed.no("gcc could not build " + source);
    }

    /** The real path of node: wrappers slow the start. */
    public Installed node() {
        return Machine.ask("node", "-p", "process.execPath")
                .map(Installed::at)
                .orElse(Installed.no("node is not installed"));
    }

    /** Which Go there is. */
    public static String goVersion() {
        return Machine.ask("go", "version").orElse("").replaceFirst("go version go", "Go ");
    }

    /** Which node there is. */
    public static String nodeVersion() {
        return "node " + Machine.ask("node", "--version").orElse("");
    }

    /** Which Python this is, and which versions of these modules it has, where they tell it. */
    public static String pythonVersion(Installed python, String... modules) {
        StringJoiner statements = new StringJoiner("\n");
        statements.add("import sys\nprint('Python', sys.version.split()[0])");
        for (String module : modules) {
            statements.add(
                    "import %1$s\nprint('%1$s', getattr(%1$s, '__version__', ''))"
                            .formatted(module));
        }
        return Machine.ask(python.path(), "-c", statements.toString())
                .map(lines -> lines.replaceAll("asyncio *$", "").strip().replace("\n", ", "))
                .orElse("");
    }

    /** A Python that has uvloop. */
    public Installed pythonWithUvloop() {
        return interpreter("import uvloop")
                .map(Installed::at)
                .orElse(Installed.no("uvloop is not installed"));
    }

    /** A Python, the one that has uvloop if there is such a one. */
    public Installed python() {
        return interpreter("import uvloop")
                .or(() -> interpreter("import asyncio"))
                .map(Installed::at)
                .orElse(Installed.no("python3 is not installed"));
    }

    /** A Python that has aiohttp and uvloop. */
    public Installed pythonWithAiohttp() {
        return interpreter("import aiohttp, uvloop")
                .map(Installed::at)
                .orElse(
                        Installed.no(
                                "aiohttp or uvloop is not installed"
                                        + " (Debian: apt install python3-aiohttp python3-uvloop)"));
    }

    /** A Python that has Trio. */
    public Installed pythonWithTrio() {
        return interpreter("import trio")
                .map(Installed::at)
                .orElse(Installed.no("Trio is not installed (Debian: apt install python3-trio)"));
    }

    /** The real path of a Python that can run {@code statement}. */
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

    /**
     * Something that a peer needs.
     *
     * @param path where it is; empty if it is not there
     * @param absence why it is not there; empty if it is
     */
    public record Installed(String path, String absence) {

        static Installed at(String path) {
            return new Installed(path, "");
        }

        static Installed no(String why) {
            return new Installed("", why);
        }

        /** Whether it is there. */
        public boolean isPresent() {
            return absence.isEmpty();
        }
    }
}
