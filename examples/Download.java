// Downloads pages at once: plain code that waits, one task for each page.
// Give it URLs, or it asks a slow server of its own; with --jdk it uses the JDK's HttpClient.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Coroutine;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

// Plain variables, though all tasks change them: tasks of a loop run one at a time.
long sumOfMillis;
int failures;

void download(ClientSession session, String address) {
    report(address, () -> session.get(address).raiseForStatus().bytes());
}

// Any library whose calls block waits on the loop like our own: no thread is held up.
void download(HttpClient client, String address) {
    report(
            address,
            () -> {
                var request = HttpRequest.newBuilder(URI.create(address)).build();
                return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
            });
}

void report(String address, Coroutine<byte[], ?> fetch) {
    long start = System.nanoTime();
    try {
        int size = fetch.run().length;
        IO.println(String.format("%s: %,d bytes in %,d ms", address, size, millisSince(start)));
    } catch (Exception e) {
        System.err.println(address + ": failed, " + e.getMessage());
        failures++;
    }
    sumOfMillis += millisSince(start);
}

long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
}

void downloadAll(List<String> addresses, boolean byJdk) throws IOException {
    if (byJdk) {
        // Its first request loads hundreds of classes, and the runtime would complain of the delay.
        getRunningLoop().setSlowStepDuration(seconds(2));
        var client = HttpClient.newHttpClient();
        downloadAll(addresses, address -> download(client, address));
    } else {
        try (var session = new ClientSession()) {
            downloadAll(addresses, address -> download(session, address));
        }
    }
}

void downloadAll(List<String> addresses, Job job) {
    long start = System.nanoTime();
    gather(addresses.stream().map(each -> createTask(() -> job.of(each))).toList());
    IO.println(
            String.format(
                    "All at once took %,d ms; one after the other would have taken %,d ms.",
                    millisSince(start), sumOfMillis));
}

interface Job {
    void of(String address);
}

void demonstrate(boolean byJdk) throws IOException {
    try (var server =
            HttpServer.start(slowSite(), ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0))) {
        var pages = List.of("/news", "/weather", "/sports", "/music");
        downloadAll(pages.stream().map(page -> server.url() + page).toList(), byJdk);
    }
}

Application slowSite() {
    var site = new Application();
    addPage(site, "/news", 48_000, millis(800));
    addPage(site, "/weather", 2_500, millis(600));
    addPage(site, "/sports", 31_000, millis(400));
    addPage(site, "/music", 120_000, millis(200));
    return site;
}

void addPage(Application site, String path, int size, Duration delay) {
    site.get(
            path,
            request -> {
                sleep(delay);
                return Response.bytes(new byte[size], "text/html");
            });
}

void main(String[] args) throws IOException {
    boolean byJdk = args.length > 0 && args[0].equals("--jdk");
    var addresses = List.of(args).subList(byJdk ? 1 : 0, args.length);
    if (addresses.isEmpty()) {
        run(() -> demonstrate(byJdk));
    } else {
        run(() -> downloadAll(addresses, byJdk));
    }
    if (failures > 0) {
        System.exit(1);
    }
}
