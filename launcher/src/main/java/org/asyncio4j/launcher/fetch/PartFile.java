package org.asyncio4j.launcher.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What there is of a file while it is downloaded: {@code NAME.part}, and beside it {@code
 * NAME.part.info} with what is needed to go on with it, the URL and what tells its states apart.
 * All methods block.
 */
final class PartFile implements Sink {
    private final Path part;
    private final Path info;
    private final String url;

    /** The header field that names the state of which this is a part; null if there is none. */
    private String validator;

    /** Null before it is open. */
    private FileChannel channel;

    private long size;

    /** The one of a file; not open yet. */
    PartFile(Path target, String url) {
        this.part = target.resolveSibling(target.getFileName() + ".part");
        this.info = target.resolveSibling(target.getFileName() + ".part.info");
        this.url = url;
    }

    /** Opens it, with what is there of it. It is to be closed even if that fails. */
    void open() throws IOException {
        Files.createDirectories(part.toAbsolutePath().getParent());
        channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock();
        validator = readValidator();
        size = channel.size();
        if (validator == null) {
            restart(null);
        }
    }

    /** Two that write the same would spoil it. It ends with the channel, or the process. */
    private void lock() throws IOException {
        try {
            if (channel.tryLock() == null) {
                channel.close();
                throw new IOException("another program is downloading " + part);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("it is being downloaded already, to " + part, e);
        }
    }

    /** Null if there is none, or it is another URL's. */
    private String readValidator() throws IOException {
        try {
            List<String> lines = Files.readAllLines(info);
            return lines.size() == 2 && lines.get(0).equals(url) ? lines.get(1) : null;
        } catch (NoSuchFileException | CharacterCodingException e) {
            return null;
        }
    }

    @Override
    public void restart(String validator) throws IOException {
        this.validator = validator;
        Files.deleteIfExists(info);
        channel.truncate(0);
        size = 0;
        if (validator != null) {
            Files.write(info, List.of(url, validator));
        }
    }

    @Override
    public void append(ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            size += channel.write(data, size);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public String validator() {
        return validator;
    }

    /**
     * Makes it the file that it is to be.
     *
     * @throws FileAlreadyExistsException if there is one, and it may not be replaced
     */
    void finish(Path target, boolean overwrite) throws IOException {
        channel.close();
        if (overwrite) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } else {
            moveTo(target);
        }
        Files.deleteIfExists(info);
    }

    /**
     * By a link, which fails where there is a file; a move might replace one that has just come.
     */
    private void moveTo(Path target) throws IOException {
        try {
            Files.createLink(target, part);
            Files.delete(part);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            Files.move(part, target);
        }
    }

    /** Leaves it for another time, unless there is nothing to go on with. */
    @Override
    public void close() throws IOException {
        if (channel == null || !channel.isOpen()) {
            return;
        }
        channel.close();
        if (validator == null || size == 0) {
            Files.deleteIfExists(part);
            Files.deleteIfExists(info);
        }
    }
}
