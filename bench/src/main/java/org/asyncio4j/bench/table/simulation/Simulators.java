package org.asyncio4j.bench.table.simulation;

import org.asyncio4j.bench.table.Languages;
import org.asyncio4j.bench.table.Languages.Installed;
import org.asyncio4j.bench.table.Machine;

import java.nio.file.Path;
import java.util.List;

/** Finds the peers on this machine. One that is not installed stays in the table, and says so. */
final class Simulators {

    private static final String PACKAGE = "org.asyncio4j.bench.simulation.";

    private final Languages languages;

    /**
     * @param root the project's folder
     * @param extraJavaOptions for every JVM that is started
     */
    Simulators(Path root, List<String> extraJavaOptions) {
        this.languages =
                new Languages(root, extraJavaOptions, List.of("asyncio4j", "netty", "kotlin"));
    }

    /** All peers, in the order of the columns. */
    List<Simulator> find() {
        return List.of(asyncio4j(), loop(), kotlin(), trio());
    }

    private Simulator asyncio4j() {
        return new Simulator(
                Simulator.ASYNCIO4J,
                "asyncio4j",
                "",
                "asyncio4j: another in each run, by its seed",
                true,
                java("TestKitSimulations"),
                "");
    }

    private Simulator loop() {
        return new Simulator(
                "asyncio4j-run",
                "asyncio4j, plain run",
                "",
                "plain run: first in, first out",
                true,
                java("LoopSimulations"),
                "");
    }

    private Simulator kotlin() {
        return new Simulator(
                "kotlin",
                "Kotlin, runTest",
                "kotlinx-coroutines-test "
                        + languages.libraryVersion("kotlinx-coroutines-test-jvm"),
                "Kotlin: first in, first out, the only one it has",
                true,
                java("KotlinSimulations"),
                "");
    }

    /** On one processor, which is why it gets the collector that a JVM picks there by itself. */
    private List<String> java(String mainClass) {
        return languages.java(List.of("-XX:+UseSerialGC"), PACKAGE + mainClass);
    }

    private Simulator trio() {
        String title = "Trio, MockClock";
        Installed python = languages.pythonWithTrio();
        if (!python.isPresent()) {
            return Simulator.absent("trio", title, python.absence());
        }
        return new Simulator(
                "trio",
                title,
                trioVersion(python.path()),
                "Trio: each batch of tasks forwards or backwards, by chance",
                false,
                List.of(python.path(), languages.source("python/simulation.py")),
                "");
    }

    private static String trioVersion(String python) {
        String statement = "import sys, trio; print(trio.__version__, sys.version.split()[0])";
        return Machine.ask(python, "-c", statement)
                .map(versions -> "Trio " + versions.replace(" ", " on Python "))
                .orElse("Trio of an unknown version");
    }
}
