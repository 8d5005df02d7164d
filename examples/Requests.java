// Ten requests one after the other, then ten at once: what a slow server costs, and what not.
// Give it a URL to ask that one; without one it starts a server that takes 0.1 s to answer.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Coroutine;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;

int requests = 10;

List<Integer> oneAfterTheOther(ClientSession session, String url) throws IOException {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
        sizes.add(session.get(url).bytes().length);
    }
    return sizes;
}

List<Integer> allAtOnce(ClientSession session, String url) {
    List<Coroutine<Integer, IOException>> downloads =
            Collections.nCopies(requests, () -> session.get(url).bytes().length);
    return gather(downloads.stream().map(each -> createTask(each)).toList());
}

void compare(String url) throws IOException {
    try (var session = new ClientSession()) {
        session.get(url).bytes(); // Makes the first connection, for a fair comparison.
        long start = System.nanoTime();
        var sizes = oneAfterTheOther(session, url);
        IO.println("one after the other: " + sizes.size() + " answers in " + millisSince(start));
        start = System.nanoTime();
        sizes = allAtOnce(session, url);
        IO.println("all at once: " + sizes.size() + " answers in " + millisSince(start));
    }
}

String millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000 + " ms";
}

void demonstrate() throws IOException {
    var app = new Application();
    app.get(
            "/",
            request -> {
                sleep(seconds(0.1));
                return Response.text("hello");
            });
    try (var server =
            HttpServer.start(app, ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0))) {
        compare(server.url());
    }
}

void main(String[] args) throws IOException {
    if (args.length > 0) {
        run(() -> compare(args[0]));
    } else {
        run(this::demonstrate);
    }
}
