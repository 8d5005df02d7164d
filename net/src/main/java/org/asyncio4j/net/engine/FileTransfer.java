package org.asyncio4j.net.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.channel.unix.Errors;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.nio.file.Path;

/**
 * Linux's {@code sendfile}. The JDK's own works only between its own channels, and Netty's only
 * through its channels.
 */
final class FileTransfer {
    /** What {@link #open} returns where it cannot. */
    static final int FAILED = -1;

    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 0x80000;

    /** Opening a named pipe would wait for its writer. */
    private static final int O_NONBLOCK = 0x800;

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int ESPIPE = 29;
    private static final int SEEK_END = 2;

    /** How the JDK writes the names of files for the system. */
    private static final Charset NAMES =
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle OPEN =
            find(
                    "open",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle LSEEK =
            find("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SENDFILE =
            find(
                    "sendfile",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));

    private FileTransfer() {}

    /** Links the system's functions, which takes a tenth of a second, once. */
    static void link() {
        // This class has done it.
    }

    @SuppressWarnings(
            "restricted") // What calls the system has to be trusted; the JVM's flag says it is.
    private static MethodHandle find(
            String name, FunctionDescriptor type, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(options, 0, all, 1, options.length);
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type, all);
    }

    /**
     * Opens a file whose size can be told.
     *
     * @return its descriptor, or {@link #FAILED}
     * @throws IOException if it is a pipe or the like
     */
    static int open(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment name = arena.allocateFrom(path.toString(), NAMES);
            int descriptor = (int) OPEN.invokeExact(state, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
            if (descriptor >= 0 && seekEnd(state, descriptor) < 0) {
                int errno = (int) ERRNO.get(state, 0L);
                close(descriptor);
                if (errno == ESPIPE) {
                    throw new IOException(
                            path + " is a pipe or the like, and cannot be sent as a file.");
                }
                return FAILED;
            }
            return descriptor;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** How many bytes an open file has now. */
    static long size(int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long size = seekEnd(state, descriptor);
            if (size < 0) {
                throw Errors.newIOException("lseek", -(int) ERRNO.get(state, 0L));
            }
            return size;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** The position it moves is of no use otherwise: sending goes by offsets. */
    private static long seekEnd(MemorySegment state, int descriptor) throws Throwable {
        return (long) LSEEK.invokeExact(state, descriptor, 0L, SEEK_END);
    }

    /**
     * @return how much was sent: 0 at the file's end, {@link LoopSocket#NO_ROOM} if the socket has
     *     none
     */
    static long sendfile(int socket, int file, long offset, long count) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment position = arena.allocate(JAVA_LONG);
            position.set(JAVA_LONG, 0, offset);
            while (true) {
                long sent = (long) SENDFILE.invokeExact(state, socket, file, position, count);
                if (sent >= 0) {
                    return sent;
                }
                int errno = (int) ERRNO.get(state, 0L);
                if (errno == EAGAIN) {
                    return LoopSocket.NO_ROOM;
                }
                if (errno != EINTR) {
                    throw Errors.newIOException("sendfile", -errno);
                }
            }
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static void close(int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private static RuntimeException rethrow(Throwable thrown) throws IOException {
        switch (thrown) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }
}
