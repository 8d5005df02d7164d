package org.asyncio4j.net.dns;

import io.netty.handler.codec.dns.DnsRecordType;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.engine.SocketErrors;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which name is asked for, of whom, and how often: as the C library does it. */
final class NameServers {
    /** For how long half an answer is remembered: of the other, nobody said for how long. */
    private static final long HALF_SECONDS = 30;

    private final Fiber fiber;
    private final Query query;

    private NameServers(Fiber fiber, Query query) {
        this.fiber = fiber;
        this.query = query;
    }

    /**
     * Asks for each of the names in turn, until one is known.
     *
     * <p>Gives way: always. Cancellation: drops what was asked. Woken by: the network.
     */
    static Answer ask(Fiber fiber, Query query) {
        return new NameServers(fiber, query).ask();
    }

    private Answer ask() {
        Answer worst = null;
        for (String name : query.names()) {
            Answer answer = ask(name);
            if (answer.isFound()) {
                return answer;
            }
            if (worst == null || answer.failure().compareTo(worst.failure()) >= 0) {
                worst = answer;
            }
            if (answer.failure().compareTo(Answer.Failure.NO_REPLY) >= 0) {
                break; // It would be as silent about the other names.
            }
        }
        return worst;
    }

    private Answer ask(String name) {
        Map<DnsRecordType, Answer> answers = new HashMap<>();
        for (int attempt = 1; attempt <= query.attempts(); attempt++) {
            for (InetSocketAddress server : query.nameServers()) {
                List<DnsRecordType> unknown =
                        query.types().stream()
                                .filter(type -> !isDefinite(answers.get(type)))
                                .toList();
                answers.putAll(new Exchange(fiber, server, name, query.timeout()).ask(unknown));
                if (answers.values().stream().anyMatch(Answer::isFound)
                        || answers.values().stream().allMatch(Answer::isDefinite)) {
                    return joined(answers);
                }
            }
        }
        return joined(answers);
    }

    private static boolean isDefinite(Answer answer) {
        return answer != null && answer.isDefinite();
    }

    /** What the types' answers come to. */
    private Answer joined(Map<DnsRecordType, Answer> answers) {
        List<Object> values = new ArrayList<>();
        long seconds = Long.MAX_VALUE;
        Answer worst = null;
        for (DnsRecordType type : query.types()) {
            Answer answer = answers.get(type);
            values.addAll(answer.values());
            if (answer.isFound()) {
                seconds = Math.min(seconds, answer.seconds());
            } else if (worst == null || answer.failure().compareTo(worst.failure()) > 0) {
                worst = answer;
            }
        }
        if (values.isEmpty()) {
            return worst.failure() == Answer.Failure.NO_REPLY ? noReply() : worst;
        }
        if (worst != null) {
            seconds = Math.min(seconds, worst.seconds() > 0 ? worst.seconds() : HALF_SECONDS);
        }
        return Answer.found(values, seconds);
    }

    private Answer noReply() {
        String servers =
                query.nameServers().stream()
                        .map(NameServers::name)
                        .collect(Collectors.joining(" and "));
        String reason =
                "no reply from "
                        + (query.nameServers().size() == 1
                                ? "the name server "
                                : "the name servers ")
                        + servers
                        + " within "
                        + query.timeout().toMillis()
                        + " ms"
                        + (query.attempts() == 1 ? "" : ", asked " + query.attempts() + " times");
        return Answer.failed(Answer.Failure.NO_REPLY, reason, 0);
    }

    static String name(InetSocketAddress server) {
        return server.getPort() == 53
                ? server.getAddress().getHostAddress()
                : SocketErrors.name(server);
    }
}
