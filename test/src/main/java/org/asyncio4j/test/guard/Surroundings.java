package org.asyncio4j.test.guard;

import static java.util.stream.Collectors.toSet;

import org.asyncio4j.test.Leftover;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.UncleanEndError;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The files that this JVM has open, and the processes that it has started, at one moment. What it
 * needs for itself, its jars say, is not looked at.
 *
 * @param files the number of each and what it is; on Linux only
 * @param processes the numbers of those that {@link ProcessBuilder} has started
 */
record Surroundings(Map<Path, String> files, Set<Long> processes) {
    private static final Path FILES = Path.of("/proc/self/fd");
    private static final boolean IS_LINUX = Files.isDirectory(FILES);

    private static final boolean HAS_REAPERS = !System.getProperty("os.name").startsWith("Windows");

    /** Those that somebody else than the JDK has started before. */
    private static final Set<Long> FIRST_CHILDREN = allChildren();

    /** How long what is about to be closed, or to end, may take for it. */
    private static final long PATIENCE_NANOS = 200_000_000;

    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final String TEMPORARY = System.getProperty("java.io.tmpdir");
    private static final String DELETED = " (deleted)";

    /** How things are, as far as the options want to know. */
    static Surroundings look(SimulationOptions options) {
        return new Surroundings(
                options.allowed().contains(Leftover.FILE) ? Map.of() : openFiles(),
                options.allowed().contains(Leftover.PROCESS) ? Set.of() : children());
    }

    /** What there is now and was not at the time of this; null if there is nothing. */
    UncleanEndError whatIsNewSince(SimulationOptions options) {
        long begin = System.nanoTime();
        Surroundings added = look(options).without(this);
        while (!added.isEmpty() && System.nanoTime() - begin < PATIENCE_NANOS) {
            if (!paused()) {
                break;
            }
            added = look(options).without(this);
        }
        return added.isEmpty() ? null : added.asError();
    }

    private UncleanEndError asError() {
        StringBuilder message = new StringBuilder("The test did not end clean:");
        files.values().forEach(file -> message.append("\n  an open file: ").append(file));
        processes.forEach(each -> message.append("\n  a process: ").append(describe(each)));
        return new UncleanEndError(message.toString());
    }

    private static boolean paused() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Surroundings without(Surroundings earlier) {
        Map<Path, String> newFiles = new HashMap<>(files);
        newFiles.entrySet().removeAll(earlier.files.entrySet());
        newFiles.keySet().removeIf(file -> !Files.isRegularFile(file));
        Set<Long> newProcesses = new HashSet<>(processes);
        newProcesses.removeAll(earlier.processes);
        newProcesses.removeAll(FIRST_CHILDREN);
        newProcesses.removeIf(process -> !isAlive(process));
        return new Surroundings(newFiles, newProcesses);
    }

    private boolean isEmpty() {
        return files.isEmpty() && processes.isEmpty();
    }

    // ---------------------------------------------------------------- files

    private static Map<Path, String> openFiles() {
        Map<Path, String> files = new HashMap<>();
        if (IS_LINUX) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(FILES)) {
                entries.forEach(entry -> add(entry, files));
            } catch (IOException | DirectoryIteratorException e) {
                return files; // No file can be opened, this one neither: others will say so.
            }
        }
        return files;
    }

    private static void add(Path entry, Map<Path, String> files) {
        try {
            String file = Files.readSymbolicLink(entry).toString();
            if (file.startsWith("/") && !isTheJvms(file)) {
                files.put(entry, file);
            }
        } catch (IOException e) {
            // It has just been closed.
        }
    }

    private static boolean isTheJvms(String file) {
        return file.endsWith(".jar")
                || file.startsWith(JAVA_HOME)
                || file.startsWith("/proc/")
                || file.startsWith("/sys/")
                || file.startsWith("/dev/")
                || file.startsWith("/memfd:")
                || (file.endsWith(DELETED) && file.startsWith(TEMPORARY));
    }

    // ---------------------------------------------------------------- processes

    /**
     * Where the JDK has threads that wait for the ends of processes, and keep for a minute after,
     * there can be a process only where there is such a thread. To look for one takes microseconds,
     * while going through all processes of a system may take as long as a test.
     */
    private static Set<Long> children() {
        boolean may = !HAS_REAPERS || platformThreads().stream().anyMatch(Surroundings::isReaper);
        return may ? allChildren() : Set.of();
    }

    private static boolean isReaper(Thread thread) {
        return thread.getName().startsWith("process reaper");
    }

    private static Set<Long> allChildren() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(toSet());
    }

    private static List<Thread> platformThreads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] threads = new Thread[2 * root.activeCount() + 1];
        int count = root.enumerate(threads);
        while (count == threads.length) { // Then there may have been more.
            threads = new Thread[2 * count + 1];
            count = root.enumerate(threads);
        }
        return Arrays.asList(threads).subList(0, count);
    }

    private static boolean isAlive(long process) {
        return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }

    private static String describe(long process) {
        String command =
                ProcessHandle.of(process).flatMap(it -> it.info().commandLine()).orElse("");
        return process + " " + command;
    }
}
