package org.asyncio4j.http.form;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the files of a form are kept: memory and temporary files, which go when it is closed. */
final class SpoolSpace implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.asyncio4j.http.form");

    private final Path directory;
    private final List<Spool> spools = new ArrayList<>();
    private long memoryLeft;

    /**
     * Makes one.
     *
     * @param memory how many bytes are kept in memory
     * @param directory for temporary files; null for the system's own place
     */
    public SpoolSpace(long memory, Path directory) {
        this.memoryLeft = memory;
        this.directory = directory;
    }

    /** Begins another content. */
    public Spool add() {
        Spool spool = new Spool(this);
        spools.add(spool);
        return spool;
    }

    /** Returns false if there is not so much left. */
    boolean takeMemory(int count) {
        if (count > memoryLeft) {
            return false;
        }
        memoryLeft -= count;
        return true;
    }

    void giveMemoryBack(long count) {
        memoryLeft += count;
    }

    /** Makes an empty file. Blocks. */
    Path makeFile() throws IOException {
        return directory == null
                ? Files.createTempFile("asyncio4j-", ".upload")
                : Files.createTempFile(directory, "asyncio4j-", ".upload");
    }

    /**
     * Deletes the files, in a thread that nobody waits for: this is called at the end of a request,
     * which may have been cancelled, and has nothing to wait for. Never gives way.
     */
    @Override
    public void close() {
        if (spools.stream().anyMatch(spool -> spool.file() != null)) {
            Thread.ofPlatform().name("asyncio4j deletes uploads").start(this::deleteAll);
        }
    }

    private void deleteAll() {
        for (Spool spool : spools) {
            try {
                spool.delete();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "A temporary file could not be deleted.", e);
            }
        }
    }
}
