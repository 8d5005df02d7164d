package org.asyncio4j.bench.table.http;

import org.asyncio4j.bench.table.JvmOptions;
import org.asyncio4j.bench.table.Languages;
import org.asyncio4j.bench.table.Languages.Installed;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Target;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the servers and clients on this machine. One that is not installed is told of as well. */
final class HttpPeers {

    /** The floor of the servers, and the server of the clients. */
    static final String NETTY = "netty";

    static final String VERTX = "vertx";
    static final String HELIDON = "helidon";

    private static final String PACKAGE = "org.asyncio4j.bench.http.";

    /** Where Debian's packages for node lie. */
    private static final Map<String, String> NODE_PATH =
            Map.of("NODE_PATH", "/usr/share/nodejs:/usr/lib/nodejs");

    private static final Set<String> REQUESTS =
            Set.of(HttpLoad.PLAIN, HttpLoad.PIPELINED, HttpLoad.JSON, HttpLoad.LARGE);
    private static final Set<String> REQUESTS_AND_WEB_SOCKETS = with(HttpLoad.WEB_SOCKET);
    private static final Set<String> FETCH = Set.of(HttpLoad.FETCH);

    private final Languages languages;
    private final Path target;
    private final String java = "Java " + Runtime.version();

    /**
     * @param target the folder for what is made here
     */
    HttpPeers(Languages languages, Path target) {
        this.languages = languages;
        this.target = target;
    }

    private static Set<String> with(String row) {
        Set<String> rows = new HashSet<>(REQUESTS);
        rows.add(row);
        return Set.copyOf(rows);
    }

    /** All servers, in the order of the lines. */
    List<HttpPeer> servers() {
        List<HttpPeer> servers = new ArrayList<>();
        servers.add(
                jvm(
                        Target.OWN,
                        "asyncio4j",
                        java,
                        REQUESTS_AND_WEB_SOCKETS,
                        List.of(),
                        "Asyncio4jHttpServer"));
        servers.add(netty());
        servers.add(
                jvm(
                        VERTX,
                        "Vert.x",
                        version("Vert.x", "vertx-core"),
                        REQUESTS_AND_WEB_SOCKETS,
                        JvmOptions.VERTX,
                        "VertxHttpServer"));
        servers.add(
                jvm(
                        HELIDON,
                        "Helidon",
                        version("Helidon", "helidon-webserver"),
                        REQUESTS,
                        List.of(),
                        "HelidonHttpServer"));
        servers.add(
                jvm(
                        "jdk",
                        "JDK's server, VTs",
                        java,
                        REQUESTS,
                        List.of("-Dsun.net.httpserver.nodelay=true"),
                        "JdkHttpServer"));
        servers.add(goServer());
        servers.add(nodeServer());
        servers.add(python("aiohttp, uvloop", REQUESTS_AND_WEB_SOCKETS, "python/http_server.py"));
        servers.add(nginx());
        return servers;
    }

    /** The floor. */
    HttpPeer netty() {
        return jvm(
                NETTY,
                "raw Netty",
                version("Netty", "netty-codec-http"),
                REQUESTS_AND_WEB_SOCKETS,
                List.of(),
                "NettyHttpServer");
    }

    /** All clients, in the order of the lines. */
    List<HttpPeer> clients() {
        List<HttpPeer> clients = new ArrayList<>();
        clients.add(jvm(Target.OWN, "asyncio4j", java, FETCH, List.of(), "Asyncio4jFetch"));
        clients.add(
                jvm(
                        VERTX,
                        "Vert.x",
                        version("Vert.x", "vertx-core"),
                        FETCH,
                        JvmOptions.VERTX,
                        "VertxFetch"));
        clients.add(jvm("jdk", "JDK's client, VTs", java, FETCH, List.of(), "JdkFetch"));
        clients.add(go("Go", FETCH, "fetch"));
        clients.add(node("node, fetch", FETCH, "node/fetch.js"));
        clients.add(python("aiohttp, uvloop", FETCH, "python/http_fetch.py"));
        return clients;
    }

    private String version(String name, String library) {
        return name + " " + languages.libraryVersion(library);
    }

    private HttpPeer jvm(
            String id,
            String title,
            String version,
            Set<String> rows,
            List<String> options,
            String mainClass) {
        List<String> all = new ArrayList<>(JvmOptions.LAUNCHER);
        all.addAll(options);
        List<String> command = languages.java(all, PACKAGE + mainClass);
        return new HttpPeer(id, title, version, rows, Map.of(), true, command, "");
    }

    private HttpPeer goServer() {
        return go("Go", REQUESTS, "http");
    }

    private HttpPeer go(String title, Set<String> rows, String program) {
        Installed go = languages.go();
        if (!go.isPresent()) {
            return HttpPeer.absent("go", title, go.absence());
        }
        return new HttpPeer(
                "go",
                title,
                Languages.goVersion(),
                rows,
                Map.of("GOMAXPROCS", "1"),
                false,
                List.of(go.path() + "/" + program),
                "");
    }

    /** Its library has no WebSockets; the usual package for them may be there. */
    private HttpPeer nodeServer() {
        boolean hasWebSockets =
                Machine.ask(
                                "env",
                                "NODE_PATH=" + NODE_PATH.get("NODE_PATH"),
                                "node",
                                "-e",
                                "require('ws')")
                        .isPresent();
        return node("node", hasWebSockets ? REQUESTS_AND_WEB_SOCKETS : REQUESTS, "node/http.js");
    }

    private HttpPeer node(String title, Set<String> rows, String source) {
        Installed node = languages.node();
        if (!node.isPresent()) {
            return HttpPeer.absent("node", title, node.absence());
        }
        return new HttpPeer(
                "node",
                title,
                Languages.nodeVersion(),
                rows,
                NODE_PATH,
                false,
                List.of(node.path(), languages.source(source)),
                "");
    }

    private HttpPeer python(String title, Set<String> rows, String source) {
        Installed python = languages.pythonWithAiohttp();
        if (!python.isPresent()) {
            return HttpPeer.absent("aiohttp", title, python.absence());
        }
        return new HttpPeer(
                "aiohttp",
                title,
                Languages.pythonVersion(python, "aiohttp", "uvloop"),
                rows,
                Map.of(),
                false,
                List.of(python.path(), languages.source(source)),
                "");
    }

    /** It computes nothing, so it has no JSON. */
    private HttpPeer nginx() {
        Optional<Path> program =
                Machine.find("nginx")
                        .or(() -> Optional.of(Path.of("/usr/sbin/nginx")))
                        .filter(Files::isExecutable);
        if (program.isEmpty()) {
            return HttpPeer.absent("nginx", "nginx", "not installed (Debian: apt install nginx)");
        }
        String version =
                Machine.ask("sh", "-c", "\"$0\" -v 2>&1", program.get().toString())
                        .map(line -> line.replaceFirst("nginx version: nginx/", "nginx "))
                        .orElse("");
        return new HttpPeer(
                "nginx",
                "nginx",
                version,
                Set.of(HttpLoad.PLAIN, HttpLoad.PIPELINED, HttpLoad.LARGE),
                Map.of(),
                false,
                List.of(
                        languages.source("nginx/http.sh"),
                        program.get().toString(),
                        target.resolve("nginx").toString()),
                "");
    }

    /** What the project promises of its server and its client. */
    static List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (String row : List.of(HttpLoad.PLAIN, HttpLoad.PIPELINED)) {
            targets.add(Target.atMost(row, 1.15, NETTY, "raw Netty"));
            targets.add(
                    new Target("below Vert.x and Helidon", row, 1, true, List.of(VERTX, HELIDON)));
        }
        targets.add(new Target("below Vert.x", HttpLoad.FETCH, 1, true, List.of(VERTX)));
        return targets;
    }
}
