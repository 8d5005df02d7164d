// A key-value store on three nodes, which elect a leader and go on when one is lost (Raft, simply).
// Plain code over connections and lines: here on the real network, in its test on a simulated one.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.sync.Event;
import org.asyncio4j.sync.Lock;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;

final class ReplicatedStore {
    static final Duration HEARTBEAT = millis(100);

    /** How long nothing is heard of a leader before another node would be it, at least. */
    static final Duration PATIENCE = millis(300);

    static final Duration REPLY_TIMEOUT = millis(200);

    /** Classic mistakes, for the test to find. */
    enum Mistake {
        NONE,
        /** The leader answers before the others have written it down. */
        ANSWERS_TOO_EARLY,
        /** A leader that does not know yet that there is another one answers from its memory. */
        READS_WITHOUT_ASKING
    }

    record Address(String host, int port) {}

    /** One command of a client's, as all nodes write it down. A value of "?" asks for it. */
    record Entry(long term, String client, long number, String key, String value) {
        static final Entry NOTHING = new Entry(0, "-", 0, "-", "-");

        static Entry parse(String text) {
            String[] part = text.split(",");
            return new Entry(
                    Long.parseLong(part[0]), part[1], Long.parseLong(part[2]), part[3], part[4]);
        }

        @Override
        public String toString() {
            return term + "," + client + "," + number + "," + key + "," + value;
        }
    }

    /** What a node still knows after a crash. */
    static final class Disk {
        long term;
        String votedFor;
        final List<Entry> log = new ArrayList<>(List.of(Entry.NOTHING));
    }

    /** Another node, or a client's node: asks one question at a time, on one connection. */
    static final class Peer {
        final Address address;
        private final Lock lock = new Lock();
        private Connection connection;

        Peer(Address address) {
            this.address = address;
        }

        /** The words of the answer. After a failure the connection is of no use any more. */
        String[] ask(String question) throws IOException, TimeoutException {
            return timeout(
                    REPLY_TIMEOUT,
                    () -> {
                        try (var _ = lock.acquire()) {
                            return exchange(question);
                        }
                    });
        }

        private String[] exchange(String question) throws IOException {
            boolean answered = false;
            try {
                if (connection == null) {
                    connection = openConnection(address.host(), address.port());
                }
                connection.write(question + "\n");
                String answer = connection.readLine();
                if (answer == null) {
                    throw new IOException(address + " has ended the connection");
                }
                answered = true;
                return answer.split(" ");
            } finally {
                if (!answered) {
                    close();
                }
            }
        }

        void close() {
            if (connection != null) {
                connection.abort();
                connection = null;
            }
        }
    }

    // ---------------------------------------------------------------- a node

    static final class Node {
        private record Answer(long number, String text) {}

        private final String name;
        private final Disk disk;
        private final Random random;
        private final Mistake mistake;
        private final Map<String, Peer> peers = new LinkedHashMap<>();
        private TaskGroup tasks;

        private boolean leading;
        private String leader = "-";
        private Duration heardAt = getRunningLoop().time();
        private int commit;
        private int applied;
        private final Map<String, String> values = new HashMap<>();

        /** The last answer to each client, so that what is sent again is not done again. */
        private final Map<String, Answer> answers = new HashMap<>();

        /** Set, and replaced, when something is written down, done, or somebody else leads. */
        private Event news = new Event();

        Node(String name, Disk disk, Random random, Mistake mistake) {
            this.name = name;
            this.disk = disk;
            this.random = random;
            this.mistake = mistake;
        }

        boolean isLeading() {
            return leading;
        }

        /** Takes part until it is cancelled. */
        void run(Map<String, Address> others) {
            others.forEach((other, address) -> peers.put(other, new Peer(address)));
            try {
                taskGroup(group -> {
                    tasks = group;
                    watchLeader();
                });
            } finally {
                leading = false;
                peers.values().forEach(Peer::close);
            }
        }

        private void tell() {
            news.set();
            news = new Event();
        }

        /** The handler of its server. */
        void serve(Connection client) throws IOException {
            for (String line : client.lines()) {
                String[] words = line.split(" ");
                String answer =
                        switch (words[0]) {
                            case "VOTE" -> vote(words);
                            case "APPEND" -> append(words);
                            default -> command(Entry.parse(words[1]));
                        };
                client.write(answer + "\n");
            }
        }

        // ------------------------------------------------------------ elections

        private void watchLeader() {
            while (true) {
                long more = random.nextLong(PATIENCE.toNanos());
                Duration patience = PATIENCE.plusNanos(more);
                sleep(heardAt.plus(patience).minus(getRunningLoop().time()));
                Duration silence = getRunningLoop().time().minus(heardAt);
                if (leading) {
                    heardAt = getRunningLoop().time();
                } else if (silence.compareTo(patience) >= 0) {
                    stand();
                }
            }
        }

        private void stand() {
            disk.term++;
            disk.votedFor = name;
            leader = "-";
            heardAt = getRunningLoop().time();
            long term = disk.term;
            int last = disk.log.size() - 1;
            String question =
                    "VOTE " + term + " " + name + " " + last + " " + disk.log.get(last).term();
            int[] votes = {1};
            taskGroup(group -> {
                for (Peer peer : peers.values()) {
                    group.createTask(() -> {
                        if (isVote(peer, question) && disk.term == term && !leading) {
                            votes[0]++;
                            if (isMajority(votes[0])) {
                                lead();
                            }
                        }
                    });
                }
            });
        }

        private boolean isVote(Peer peer, String question) {
            try {
                String[] reply = peer.ask(question);
                follow(Long.parseLong(reply[0]));
                return reply[1].equals("YES");
            } catch (IOException | TimeoutException e) {
                return false;
            }
        }

        private boolean isMajority(int nodes) {
            return nodes > (peers.size() + 1) / 2;
        }

        /** A node of a later term exists: nobody leads whom this one knows. */
        private void follow(long term) {
            if (term > disk.term) {
                disk.term = term;
                disk.votedFor = null;
                leading = false;
                tell();
            }
        }

        private String vote(String[] words) {
            long term = Long.parseLong(words[1]);
            int index = Integer.parseInt(words[3]);
            long lastTerm = Long.parseLong(words[4]);
            follow(term);
            int ownIndex = disk.log.size() - 1;
            long ownTerm = disk.log.get(ownIndex).term();
            boolean knowsEnough = lastTerm > ownTerm || lastTerm == ownTerm && index >= ownIndex;
            boolean free = disk.votedFor == null || disk.votedFor.equals(words[2]);
            if (term < disk.term || !knowsEnough || !free) {
                return disk.term + " NO";
            }
            disk.votedFor = words[2];
            heardAt = getRunningLoop().time();
            return disk.term + " YES";
        }

        // ------------------------------------------------------------ the leader

        private void lead() {
            leading = true;
            leader = name;
            long term = disk.term;
            // Only what it has written itself tells a leader that most have all before it, too.
            disk.log.add(new Entry(term, "-", 0, "-", "-"));
            Map<Peer, Integer> known = new HashMap<>();
            for (Peer peer : peers.values()) {
                tasks.createTask(() -> replicate(peer, term, known));
            }
        }

        private void replicate(Peer peer, long term, Map<Peer, Integer> known) {
            int next = disk.log.size() - 1;
            while (leading && disk.term == term) {
                Event later = news;
                int end = disk.log.size();
                try {
                    String[] reply = peer.ask(appendTo(next, end));
                    follow(Long.parseLong(reply[0]));
                    int index = Integer.parseInt(reply[2]);
                    next = Math.max(1, index + 1);
                    if (reply[1].equals("YES")) {
                        known.put(peer, index);
                        advance(term, known);
                        if (next == disk.log.size()) {
                            moveOnAfter(HEARTBEAT, later::await);
                        }
                    }
                } catch (IOException | TimeoutException e) {
                    sleep(HEARTBEAT);
                }
            }
        }

        private String appendTo(int from, int end) {
            StringBuilder line = new StringBuilder("APPEND ");
            line.append(disk.term).append(' ').append(name).append(' ').append(from - 1);
            line.append(' ').append(disk.log.get(from - 1).term()).append(' ').append(commit);
            disk.log.subList(from, end).forEach(entry -> line.append(' ').append(entry));
            return line.toString();
        }

        /** What most have written down will stay. */
        private void advance(long term, Map<Peer, Integer> known) {
            if (!leading || disk.term != term) {
                return;
            }
            for (int index = disk.log.size() - 1; index > commit; index--) {
                int nodes = 1;
                for (int other : known.values()) {
                    nodes += other >= index ? 1 : 0;
                }
                if (isMajority(nodes) && disk.log.get(index).term() == term) {
                    commit = index;
                    apply();
                }
            }
        }

        private void apply() {
            while (applied < commit) {
                Entry entry = disk.log.get(++applied);
                Answer before = answers.get(entry.client());
                if (!entry.client().equals("-")
                        && (before == null || before.number() < entry.number())) {
                    answers.put(entry.client(), new Answer(entry.number(), result(entry)));
                }
            }
            tell();
        }

        private String result(Entry entry) {
            if (!entry.value().equals("?")) {
                values.put(entry.key(), entry.value());
            }
            return values.getOrDefault(entry.key(), "nothing");
        }

        // ------------------------------------------------------------ the others

        private String append(String[] words) {
            long term = Long.parseLong(words[1]);
            if (term < disk.term) {
                return disk.term + " NO 0";
            }
            follow(term);
            leader = words[2];
            heardAt = getRunningLoop().time();
            int before = Integer.parseInt(words[3]);
            List<Entry> log = disk.log;
            if (before >= log.size() || log.get(before).term() != Long.parseLong(words[4])) {
                return term + " NO " + (Math.min(log.size(), before) - 1);
            }
            for (int i = 6; i < words.length; i++) {
                Entry entry = Entry.parse(words[i]);
                int index = before + i - 5;
                if (index < log.size() && log.get(index).term() != entry.term()) {
                    log.subList(index, log.size()).clear(); // Of a leader that most do not follow.
                }
                if (index == log.size()) {
                    log.add(entry);
                }
            }
            int last = before + words.length - 6;
            commit = Math.max(commit, Math.min(Integer.parseInt(words[5]), last));
            apply();
            return term + " YES " + last;
        }

        // ------------------------------------------------------------ for clients

        private String command(Entry wanted) {
            if (!leading) {
                return "ASK " + leader;
            }
            if (mistake == Mistake.READS_WITHOUT_ASKING && wanted.value().equals("?")) {
                return "OK " + values.getOrDefault(wanted.key(), "nothing");
            }
            long term = disk.term;
            disk.log.add(
                    new Entry(
                            term, wanted.client(), wanted.number(), wanted.key(), wanted.value()));
            int index = disk.log.size() - 1;
            tell();
            if (mistake == Mistake.ANSWERS_TOO_EARLY && !wanted.value().equals("?")) {
                return "OK " + wanted.value();
            }
            while (leading && disk.term == term && applied < index) {
                news.await();
            }
            Answer answer = answers.get(wanted.client());
            return answer != null && answer.number() == wanted.number()
                    ? "OK " + answer.text()
                    : "ASK -";
        }
    }

    // ---------------------------------------------------------------- a client

    /** Tries one node after the other until one answers. One task's. */
    static final class Client {
        private final String name;
        private final Map<String, Peer> nodes = new LinkedHashMap<>();
        private final List<String> names;
        private int current;
        private long number;

        Client(String name, Map<String, Address> nodes) {
            this.name = name;
            this.names = List.copyOf(nodes.keySet());
            nodes.forEach((node, address) -> this.nodes.put(node, new Peer(address)));
        }

        void put(String key, String value) {
            call(key, value);
        }

        String get(String key) {
            return call(key, "?");
        }

        private String call(String key, String value) {
            String question = "DO " + new Entry(0, name, ++number, key, value);
            while (true) {
                try {
                    String[] reply = nodes.get(names.get(current)).ask(question);
                    if (reply[0].equals("OK")) {
                        return reply[1];
                    }
                    lookElsewhere(reply[1]);
                } catch (IOException | TimeoutException e) {
                    lookElsewhere("-");
                }
                sleep(millis(20));
            }
        }

        private void lookElsewhere(String leader) {
            int index = names.indexOf(leader);
            current = index >= 0 ? index : (current + 1) % names.size();
        }

        void close() {
            nodes.values().forEach(Peer::close);
        }
    }

    // ---------------------------------------------------------------- the program

    record Running(Node node, Server server, Task<Void> task) {}

    public static void main(String[] arguments) throws IOException {
        run(() -> {
            Map<String, Address> addresses = new LinkedHashMap<>();
            Map<String, Running> nodes = start(addresses);
            Client client = new Client("client", addresses);

            client.put("a", "1");
            client.put("b", "2");
            IO.println("a = " + client.get("a") + ", b = " + client.get("b"));

            Running leader = leaderOf(nodes.values());
            stop(leader);
            IO.println("The leader is gone.");

            IO.println("a = " + client.get("a"));
            client.put("a", "3");
            IO.println("a = " + client.get("a") + ", b = " + client.get("b"));
            client.close();
            for (Running each : nodes.values()) {
                stop(each);
            }
        });
    }

    private static Map<String, Running> start(Map<String, Address> addresses) throws IOException {
        Map<String, Node> nodes = new LinkedHashMap<>();
        Map<String, Server> servers = new LinkedHashMap<>();
        for (String name : List.of("one", "two", "three")) {
            Node node = new Node(name, new Disk(), new Random(), Mistake.NONE);
            Server server = startServer(node::serve, "127.0.0.1", 0);
            nodes.put(name, node);
            servers.put(name, server);
            addresses.put(name, new Address("127.0.0.1", server.port()));
        }
        Map<String, Running> running = new LinkedHashMap<>();
        nodes.forEach((name, node) -> {
            Map<String, Address> others = new LinkedHashMap<>(addresses);
            others.remove(name);
            Task<Void> task = createTask(() -> node.run(others));
            running.put(name, new Running(node, servers.get(name), task));
        });
        return running;
    }

    /** While nodes are busy electing there is none. */
    private static Running leaderOf(Collection<Running> nodes) {
        while (true) {
            for (Running each : nodes) {
                if (each.node().isLeading()) {
                    return each;
                }
            }
            sleep(millis(10));
        }
    }

    private static void stop(Running node) throws IOException {
        node.task().cancel();
        node.server().stop(Duration.ZERO);
    }
}
