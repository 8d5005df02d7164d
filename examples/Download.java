// Downloads pages at once through the JDK's blocking HttpClient: on the loop it simply waits.
// Give it URLs, or it downloads four pages from a slow little web server that it starts itself.

import static org.asyncio4j.Asyncio.*;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.asyncio4j.Task;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

HttpClient client =
        HttpClient.newBuilder()
                .connectTimeout(seconds(10))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();

// Plain variables, though all tasks change them: tasks of a loop run one at a time.
long sumOfMillis;
int failures;

void download(String address) throws InterruptedException {
    long start = System.nanoTime();
    try {
        int size = fetch(URI.create(address)).length;
        IO.println(String.format("%s: %,d bytes in %,d ms", address, size, millisSince(start)));
    } catch (IOException | IllegalArgumentException e) {
        System.err.println(address + ": failed, " + reason(e));
        failures++;
    }
    sumOfMillis += millisSince(start);
}

byte[] fetch(URI address) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(address).timeout(seconds(30)).build();
    var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
        throw new IOException("the server answers with status " + response.statusCode());
    }
    return response.body();
}

String reason(Exception failure) {
    if (failure.getCause() instanceof ConnectException refused
            && refused.getCause() instanceof UnresolvedAddressException) {
        return "there is no such host";
    }
    if (failure instanceof ConnectException) {
        return "no connection";
    }
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
}

long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
}

void downloadAll(List<String> addresses) {
    // The first request loads hundreds of classes, and the runtime would complain of the delay.
    getRunningLoop().setSlowStepDuration(seconds(2));
    long start = System.nanoTime();
    List<Task<Void>> downloads = new ArrayList<>();
    for (String address : addresses) {
        downloads.add(createTask(() -> download(address)));
    }
    gather(downloads);
    IO.println(
            String.format(
                    "All at once took %,d ms; one after the other would have taken %,d ms.",
                    millisSince(start), sumOfMillis));
}

void main(String[] args) throws IOException {
    if (args.length > 0) {
        run(() -> downloadAll(List.of(args)));
    } else {
        HttpServer server = startServer();
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        var pages = List.of(base + "/news", base + "/weather", base + "/sports", base + "/music");
        try {
            run(() -> downloadAll(pages));
        } finally {
            server.stop(0);
        }
    }
    if (failures > 0) {
        System.exit(1);
    }
}

HttpServer startServer() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    addPage(server, "/news", 48_000, millis(800));
    addPage(server, "/weather", 2_500, millis(600));
    addPage(server, "/sports", 31_000, millis(400));
    addPage(server, "/music", 120_000, millis(200));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor()); // Its threads, not the loop's.
    server.start();
    return server;
}

void addPage(HttpServer server, String path, int size, Duration delay) {
    server.createContext(path, exchange -> answer(exchange, size, delay));
}

void answer(HttpExchange exchange, int size, Duration delay) throws IOException {
    try (exchange) {
        LockSupport.parkNanos(delay.toNanos());
        exchange.sendResponseHeaders(200, size);
        exchange.getResponseBody().write(new byte[size]);
    }
}
