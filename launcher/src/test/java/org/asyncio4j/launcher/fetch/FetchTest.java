package org.asyncio4j.launcher.fetch;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.CancelledError;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.http.server.Handler;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

@Timeout(20)
class FetchTest {
    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withHandleSignals(false);

    @TempDir Path folder;

    /** Uses a server. */
    private interface Use {
        void of(HttpServer server) throws Exception;
    }

    private static void on(Handler handler, Use use) throws Exception {
        run(
                OPTIONS,
                () -> {
                    ServeOptions options = ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0);
                    try (HttpServer server = HttpServer.start(handler, options)) {
                        use.of(server);
                    }
                });
    }

    private int fetch(String... urls) throws Exception {
        String[] args = new String[urls.length + 3];
        args[0] = "-q";
        args[1] = "-O";
        args[2] = folder.toString();
        System.arraycopy(urls, 0, args, 3, urls.length);
        return Fetch.fetch(args);
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void filesThatServersCallTheSameAreBothKept() throws Exception {
        on(
                request ->
                        Response.text("from " + request.path())
                                .header("Content-Disposition", "attachment; filename=\"same.txt\""),
                server -> {
                    String url = server.url();
                    assertEquals(0, fetch("-f", url + "/a", url + "/b", url + "/same.txt"));
                    assertEquals(List.of("same-2.txt", "same-3.txt", "same.txt"), files());
                    assertEquals("from /same.txt", Files.readString(folder.resolve("same.txt")));
                });
    }

    @Test
    void aCancelledDownloadLeavesNothingOpen() throws Exception {
        on(
                request -> Response.text("all of it").header("ETag", "\"1\""),
                server -> {
                    String url = server.url() + "/file";
                    for (int i = 0; i < 200; i++) {
                        Task<Integer> cancelled = createTask(() -> fetch("-f", url));
                        sleep(Duration.ofNanos(i * 20_000L));
                        cancelled.cancel();
                        end(cancelled);
                        assertEquals(0, fetch("-f", url), "after " + i);
                        assertEquals(List.of("file"), files());
                    }
                });
    }

    private static void end(Task<Integer> task) throws Exception {
        try {
            task.await(Exception.class);
        } catch (CancelledError e) {
            // As it was asked to.
        }
    }
}
