package org.asyncio4j.net.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code resolv.conf(5)} says.
 *
 * @param nameServers asked in this order; none if the file names none
 * @param search the domains in which short names are looked for
 * @param ndots how many dots a name must have to be asked for as it is before it is searched for
 * @param timeout how long one name server may take
 * @param attempts how often all are asked
 */
record ResolvConf(
        List<InetSocketAddress> nameServers,
        List<String> search,
        int ndots,
        Duration timeout,
        int attempts) {
    private static final int PORT = 53;

    static final ResolvConf EMPTY =
            new ResolvConf(List.of(), List.of(), 1, Duration.ofSeconds(5), 2);

    /**
     * Reads the file's lines. What it does not understand, it skips, as the C library does.
     *
     * @param hostName of this machine, whose domain is searched where the file says nothing
     */
    static ResolvConf parse(List<String> lines, String hostName) {
        Parser parser = new Parser(hostName);
        lines.forEach(parser::line);
        return parser.result();
    }

    /** What to ask for, one after the other, until one is known. Never ends in a dot. */
    List<String> candidates(Host host) {
        List<String> candidates = new ArrayList<>();
        if (!host.absolute()) {
            search.forEach(domain -> candidates.add(host.name() + "." + domain));
        }
        candidates.add(host.dots() >= ndots ? 0 : candidates.size(), host.name());
        return candidates;
    }

    private static final class Parser {
        private final List<InetSocketAddress> nameServers = new ArrayList<>();
        private List<String> search = List.of();
        private int ndots = EMPTY.ndots;
        private int timeout = (int) EMPTY.timeout.toSeconds();
        private int attempts = EMPTY.attempts;

        Parser(String hostName) {
            int dot = hostName.indexOf('.');
            if (dot > 0) {
                domains(new String[] {"", hostName.substring(dot + 1)});
            }
        }

        void line(String line) {
            String[] words = line.strip().split("[ \\t]+");
            if (words.length < 2) {
                return;
            }
            switch (words[0]) {
                case "nameserver" -> nameServer(words[1]);
                case "domain" -> domains(new String[] {"", words[1]});
                case "search" -> domains(words);
                case "options" -> {
                    for (int i = 1; i < words.length; i++) {
                        option(words[i]);
                    }
                }
                default -> {}
            }
        }

        private void nameServer(String literal) {
            try {
                nameServers.add(new InetSocketAddress(InetAddress.ofLiteral(literal), PORT));
            } catch (IllegalArgumentException e) {
                // Such as an interface that is gone.
            }
        }

        private void domains(String[] words) {
            List<String> domains = new ArrayList<>();
            for (int i = 1; i < words.length; i++) {
                try {
                    domains.add(Host.of(words[i]).name());
                } catch (java.net.UnknownHostException e) {
                    // "search ." means none.
                }
            }
            search = domains;
        }

        private void option(String option) {
            int colon = option.indexOf(':');
            if (colon < 0) {
                return;
            }
            try {
                int value = Integer.parseInt(option.substring(colon + 1));
                switch (option.substring(0, colon)) {
                    case "ndots" -> ndots = Math.clamp(value, 0, 15);
                    case "timeout" -> timeout = Math.clamp(value, 1, 30);
                    case "attempts" -> attempts = Math.clamp(value, 1, 5);
                    default -> {}
                }
            } catch (NumberFormatException e) {
                // Skipped.
            }
        }

        ResolvConf result() {
            return new ResolvConf(
                    List.copyOf(nameServers), search, ndots, Duration.ofSeconds(timeout), attempts);
        }
    }
}
