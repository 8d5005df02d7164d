package org.asyncio4j.launcher;

import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;

import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;
import org.asyncio4j.http.server.StaticFiles;
import org.asyncio4j.launcher.fetch.Fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** As {@link NetSample}, for programs that use HTTP, and for the commands that do. */
final class HttpSample {

    private HttpSample() {}

    /**
     * Does nothing of use.
     *
     * @param args a folder with nothing in it
     */
    public static void main(String[] args) throws IOException {
        NetSample.main(args);
        Path folder = Path.of(args[0]);
        Files.writeString(Files.createDirectories(folder.resolve("served")).resolve("a.txt"), "a");
        run(() -> moveOnAfter(seconds(10), () -> talk(folder)));
    }

    private static void talk(Path folder) throws IOException {
        Application application = new Application();
        application.get("/", request -> Response.text("Hello"));
        application.get("/items/{id:int}", request -> Response.json(Map.of("id", 7)));
        application.post("/echo", request -> Response.text(request.text()));
        application.files("/files", new StaticFiles(folder.resolve("served")));
        ServeOptions options = ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0);
        try (HttpServer server = HttpServer.start(application, options);
                ClientSession session = new ClientSession()) {
            String url = server.url();
            gather(
                    () -> ask(session, url + "/"),
                    () -> ask(session, url + "/items/7"),
                    () -> session.post(url + "/echo").json(Map.of("a", 1)).json(Map.class),
                    () ->
                            Fetch.fetch(
                                    "-O",
                                    folder.resolve("fetched").toString(),
                                    url + "/files/a.txt"));
        }
    }

    private static int ask(ClientSession session, String url) throws IOException {
        return session.get(url).text().length();
    }
}
