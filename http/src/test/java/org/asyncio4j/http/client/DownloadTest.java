package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.CancelledError;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Nothing stays behind, and the reason is told, however a download ends. */
@Timeout(10)
class DownloadTest {
    @TempDir Path folder;

    private static void on(Action<Exception> body) throws Exception {
        run(RunOptions.DEFAULT.withHandleSignals(false), body);
    }

    private Path file() {
        return folder.resolve("file");
    }

    private Path part() {
        return folder.resolve("file.part");
    }

    /** A body that waits for ever, and tells when. */
    private static StreamReader waiting(Event reached) {
        return new StreamReader(
                new ReceiveStream() {
                    @Override
                    public byte[] receive(int max) {
                        reached.set();
                        sleep(seconds(100));
                        return null;
                    }

                    @Override
                    public int receive(ByteBuffer target) {
                        return receive(1) == null ? -1 : 0;
                    }
                });
    }

    @Test
    void cancelledWhileTheFileIsOpenedLeavesNothing() throws Exception {
        on(() -> {
            Task<Long> task = createTask(() -> new Download(waiting(new Event()), file()).run());
            yieldNow();
            task.cancel();
            assertThrows(CancelledError.class, () -> task.await(IOException.class));
            assertFalse(Files.exists(part()));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCancellationStaysOneWhereTheRestCannotBeDeleted(boolean scoped) throws Exception {
        on(() -> {
            Event reached = new Event();
            Action<IOException> download = () -> new Download(waiting(reached), file()).run();
            Task<Void> task =
                    createTask(() -> {
                        if (scoped) {
                            cancelScope(scope -> {
                                createTask(() -> {
                                    reached.await();
                                    occupy();
                                    scope.cancel();
                                });
                                download.run();
                            });
                        } else {
                            download.run();
                        }
                    });
            reached.await();
            if (scoped) {
                task.await(IOException.class);
            } else {
                occupy();
                task.cancel();
                assertThrows(CancelledError.class, () -> task.await(IOException.class));
            }
            assertTrue(Files.exists(part()));
        });
    }

    /** Puts a folder that is not empty, which cannot be deleted, where the file was. */
    private void occupy() throws IOException {
        Files.delete(part());
        Files.createDirectories(part().resolve("inside"));
    }

    @Test
    void cancelledInAScopeItLeavesNothing() throws Exception {
        on(() -> {
            Event reached = new Event();
            cancelScope(scope -> {
                createTask(() -> {
                    reached.await();
                    scope.cancel();
                });
                new Download(waiting(reached), file()).run();
            });
            assertFalse(Files.exists(part()));
        });
    }
}
