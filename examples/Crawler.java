// A polite crawler: obeys robots.txt, pauses, asks for two pages at a time, again if that fails.
// Give it a URL, or it crawls a small site of its own.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.TaskGroup;
import org.asyncio4j.http.client.ClientError;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.client.RetryMiddleware;
import org.asyncio4j.http.client.SessionOptions;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpException;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;
import org.asyncio4j.sync.Semaphore;

import java.util.regex.Pattern;

int maxPages = 100;
Duration pause = millis(20);
Semaphore places = new Semaphore(2);

// Plain collections, though all tasks use them: tasks of a loop run one at a time.
Set<URI> seen = new HashSet<>();
Map<String, String> results = new TreeMap<>();
List<String> forbidden = new ArrayList<>();

Pattern link = Pattern.compile("<a\\s[^>]*href=\"([^\"#]*)");

void crawl(URI start) throws IOException {
    var options =
            SessionOptions.DEFAULT
                    .withHeader("User-Agent", "PoliteCrawler/1.0")
                    .withMiddlewares(RetryMiddleware.DEFAULT.withPauses(millis(20), seconds(1)));
    try (var session = new ClientSession(options)) {
        readRobots(session, start.resolve("/robots.txt"));
        taskGroup(group -> {
            visit(session, group, start);
        });
    }
    results.forEach((page, result) -> IO.println(page + ": " + result));
}

// Enough for this example; a library knows all of RFC 9309.
void readRobots(ClientSession session, URI robots) throws IOException {
    try (var response = session.get(robots.toString()).send()) {
        if (response.ok()) {
            for (String line : response.body().lines()) {
                if (line.startsWith("Disallow: ")) {
                    forbidden.add(line.substring("Disallow: ".length()).strip());
                }
            }
        }
    }
}

void visit(ClientSession session, TaskGroup group, URI page) {
    if (seen.size() >= maxPages || !seen.add(page)) {
        return;
    }
    if (forbidden.stream().anyMatch(page.getPath()::startsWith)) {
        results.put(page.getPath(), "not for robots");
        return;
    }
    group.createTask(() -> {
        for (URI next : linksOf(session, page)) {
            visit(session, group, next);
        }
    });
}

Set<URI> linksOf(ClientSession session, URI page) throws IOException {
    try (var _ = places.acquire();
            var response = session.get(page.toString()).send()) {
        sleep(pause);
        results.put(page.getPath(), String.valueOf(response.status()));
        return links(page, response.ok() ? response.text() : "");
    } catch (ClientError e) {
        results.put(page.getPath(), e.getMessage());
        return Set.of();
    }
}

Set<URI> links(URI page, String html) {
    Set<URI> links = new LinkedHashSet<>();
    for (var match = link.matcher(html); match.find(); ) {
        URI target = page.resolve(match.group(1).replace(" ", "%20"));
        if (Objects.equals(target.getAuthority(), page.getAuthority())) {
            links.add(target);
        }
    }
    return links;
}

// ---------------------------------------------------------------- a site to crawl

int visits;

Application site() {
    var app = new Application();
    app.get("/robots.txt", request -> Response.text("User-agent: *\nDisallow: /private/\n"));
    app.get("/", request -> page("/a", "/b", "/private/diary", "http://example.org/elsewhere"));
    app.get("/a", request -> page("/", "/b", "/c#below"));
    app.get("/b", request -> page("a", "/missing"));
    app.get(
            "/c",
            request -> {
                if (++visits < 3) {
                    throw HttpException.serviceUnavailable("Come back later.");
                }
                return page("/");
            });
    return app;
}

Response page(String... links) {
    var html = new StringBuilder("<!doctype html>\n");
    for (String each : links) {
        html.append("<a href=\"").append(each).append("\">there</a>\n");
    }
    return Response.html(html.toString());
}

void demonstrate() throws IOException {
    var options = ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0);
    try (var server = HttpServer.start(site(), options)) {
        crawl(URI.create(server.url() + "/"));
    }
}

void main(String[] args) throws IOException {
    if (args.length > 0) {
        run(() -> crawl(URI.create(args[0])));
    } else {
        run(this::demonstrate);
    }
}
