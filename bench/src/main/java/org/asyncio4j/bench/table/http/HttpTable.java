package org.asyncio4j.bench.table.http;

import org.asyncio4j.bench.table.Contender;
import org.asyncio4j.bench.table.ContenderReport;
import org.asyncio4j.bench.table.Languages;
import org.asyncio4j.bench.table.Languages.Installed;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Options;
import org.asyncio4j.bench.table.Page;
import org.asyncio4j.bench.table.Results;
import org.asyncio4j.bench.table.Row;
import org.asyncio4j.bench.table.Target;
import org.asyncio4j.bench.table.net.LoadClient;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code bench/run http}: measures asyncio4j's HTTP beside its peers' and prints the tables. */
public final class HttpTable {

    private static final String PROGRAM = "bench/run http";

    /** All of them, as a user would have what HTTP needs: nobody's start is measured. */
    private static final List<String> LIBRARIES = List.of("");

    private HttpTable() {}

    public static void main(String[] arguments) throws Exception {
        Options options = Options.read(PROGRAM, arguments);
        Path root = Path.of(System.getProperty("bench.root", "."));
        Path target = root.resolve("bench/target");
        Languages languages = new Languages(root, options.java(), LIBRARIES);
        HttpPeers peers = new HttpPeers(languages, target);
        List<HttpLoad> serverLoads = asked(options, HttpLoad.ofServers());
        List<HttpLoad> clientLoads = asked(options, HttpLoad.ofClients());
        List<HttpPeer> servers = asked(options, serverLoads, peers.servers());
        List<HttpPeer> clients = asked(options, clientLoads, peers.clients());
        if (servers.isEmpty() && clients.isEmpty()) {
            throw Options.stop(PROGRAM, "nothing of that name; see bench/README.md");
        }
        HttpRounds rounds = rounds(options, languages, peers);
        List<HttpLoad> loads = Stream.concat(serverLoads.stream(), clientLoads.stream()).toList();
        Results results = rounds.run(loads, servers, clients, options.rounds());
        ContenderReport ofServers = new ContenderReport(rows(serverLoads), servers, results);
        ContenderReport ofClients = new ContenderReport(rows(clientLoads), clients, results);
        new Page()
                .add(ofServers.values("server CPU per request (× Netty)", HttpPeers.NETTY))
                .add(ofServers.rates("requests per second"))
                .add(ofServers.latencies("p50 / p99"))
                .add(ofClients.values("client CPU per URL (× Vert.x)", HttpPeers.VERTX))
                .add(ofClients.rates("URLs per second"))
                .add(ofClients.latencies("p50 / p99"))
                .add(Target.table(HttpPeers.targets(), rows(loads), results))
                .add(foot(options, servers, clients))
                .addDetails(ofServers.details())
                .addDetails(ofClients.details())
                .publish(target.resolve("http.md"), options, results);
    }

    private static List<HttpLoad> asked(Options options, List<HttpLoad> loads) {
        return loads.stream().filter(load -> options.asksForRow(load.name())).toList();
    }

    private static List<HttpPeer> asked(
            Options options, List<HttpLoad> loads, List<HttpPeer> peers) {
        return loads.isEmpty()
                ? List.of()
                : peers.stream().filter(peer -> options.asksForPeer(peer.id())).toList();
    }

    private static List<Row> rows(List<HttpLoad> loads) {
        return loads.stream().map(HttpLoad::row).toList();
    }

    /** With the programs that make the load; without them there is nothing to measure with. */
    private static HttpRounds rounds(Options options, Languages languages, HttpPeers peers) {
        if (!Machine.canPin() || Machine.processors() < 2) {
            throw Options.stop(
                    PROGRAM,
                    "needs two processors, and taskset to give one to whoever is measured and one"
                            + " to the load (Debian: apt install util-linux)");
        }
        Path wrk =
                Machine.find("wrk")
                        .orElseThrow(() ->
                                Options.stop(
                                        PROGRAM,
                                        "needs wrk, which makes the load (Debian: apt install"
                                                + " wrk)"));
        Installed webSockets = languages.c("net_load.c");
        if (!webSockets.isPresent()) {
            throw Options.stop(
                    PROGRAM,
                    webSockets.absence()
                            + "; the load of WebSockets is made by a program in C"
                            + " (Debian: apt install gcc libc6-dev)");
        }
        int warmUpMillis = options.quick() ? 5_000 : 10_000;
        int samples = options.quick() ? 1 : 3;
        String pipeline = languages.source("wrk/pipeline.lua");
        return new HttpRounds(
                new Wrk(wrk.toString(), pipeline, options.quick() ? 1 : 2, samples),
                new LoadClient(webSockets.path(), warmUpMillis, 1_000, samples),
                new HttpRounds.FetchLoad(peers.netty(), samples),
                warmUpMillis);
    }

    private static List<String> foot(
            Options options, List<HttpPeer> servers, List<HttpPeer> clients) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Medians of %s on %s. Whoever is measured has one processor, the load the other."
                        .formatted(options.describeRounds(), Machine.describe()));
        lines.addAll(Contender.foot(Stream.concat(servers.stream(), clients.stream()).toList()));
        return lines;
    }
}
