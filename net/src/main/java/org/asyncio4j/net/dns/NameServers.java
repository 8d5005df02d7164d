package org.asyncio4j.net.dns;

import static org.asyncio4j.Asyncio.toThread;

import io.netty.channel.AddressedEnvelope;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.util.concurrent.Promise;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.engine.NettyAwait;
import org.asyncio4j.net.engine.NettyReactor;
import org.asyncio4j.net.engine.SocketErrors;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Asks name servers, through Netty's resolver: over UDP from a new port each time, and over TCP
 * where an answer does not fit.
 *
 * <p>Which name to ask for, whom, and how often is decided here, as the C library does; Netty's own
 * cache, search and hosts file are not used. They go by the real clock, and do not tell why there
 * is no answer.
 */
final class NameServers {
    /** For how long half an answer is remembered: one family, where the other got no reply. */
    private static final long HALF_SECONDS = 30;

    private final NettyReactor reactor;

    /** By time-out. They hold nothing but settings while they do not ask. */
    private final Map<Duration, DnsNameResolver> resolvers = new HashMap<>();

    NameServers(NettyReactor reactor) {
        this.reactor = reactor;
    }

    /**
     * Asks for each of the names in turn, until one is known.
     *
     * <p>Gives way: always. Cancellation: drops what was asked. Woken by: the network.
     */
    Answer ask(Fiber fiber, Query query) {
        Answer worst = null;
        for (String name : query.names()) {
            Answer answer = ask(fiber, query, name);
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

    private Answer ask(Fiber fiber, Query query, String name) {
        Map<DnsRecordType, Answer> answers = new HashMap<>();
        for (int attempt = 1; attempt <= query.attempts(); attempt++) {
            for (InetSocketAddress server : query.nameServers()) {
                ask(fiber, query, name, server, answers);
                if (answers.values().stream().anyMatch(Answer::isFound)
                        || answers.values().stream().allMatch(Answer::isDefinite)) {
                    return joined(query, answers);
                }
            }
        }
        return joined(query, answers);
    }

    /** Asks one server for all types that are not known yet, at the same time. */
    private void ask(
            Fiber fiber,
            Query query,
            String name,
            InetSocketAddress server,
            Map<DnsRecordType, Answer> answers) {
        List<Exchange> exchanges = new ArrayList<>();
        try {
            for (DnsRecordType type : query.types()) {
                if (!answers.containsKey(type) || !answers.get(type).isDefinite()) {
                    exchanges.add(new Exchange(resolver(query.timeout()), server, name, type));
                }
            }
            for (Exchange exchange : exchanges) {
                answers.put(exchange.type, exchange.answer(fiber, query));
            }
        } finally {
            exchanges.forEach(Exchange::end);
        }
    }

    private static Answer joined(Query query, Map<DnsRecordType, Answer> answers) {
        List<Object> values = new ArrayList<>();
        long seconds = Long.MAX_VALUE;
        Answer worst = null;
        for (DnsRecordType type : query.types()) {
            Answer answer = answers.get(type);
            values.addAll(answer.values());
            seconds = Math.min(seconds, answer.isDefinite() ? answer.seconds() : HALF_SECONDS);
            if (!answer.isFound()
                    && (worst == null || answer.failure().compareTo(worst.failure()) > 0)) {
                worst = answer;
            }
        }
        if (!values.isEmpty()) {
            return Answer.found(values, seconds);
        }
        return Answer.failed(worst.failure(), worst.reason(), worst.isDefinite() ? seconds : 0);
    }

    /** Made in a thread: what belongs to it takes longer to load than the loop may stand. */
    private DnsNameResolver resolver(Duration timeout) {
        DnsNameResolver known = resolvers.get(timeout);
        if (known == null) {
            Transport transport = new Transport(reactor.engine());
            known =
                    toThread(() -> {
                        transport.rehearse();
                        return transport.newResolver(reactor.eventLoop(), timeout);
                    });
            resolvers.put(timeout, known);
        }
        return known;
    }

    /** One question to one server. */
    private final class Exchange {
        private final InetSocketAddress server;
        private final DnsRecordType type;
        private final Promise<AddressedEnvelope<? extends DnsResponse, InetSocketAddress>> reply =
                reactor.eventLoop().newPromise();

        private boolean taken;

        Exchange(
                DnsNameResolver resolver,
                InetSocketAddress server,
                String name,
                DnsRecordType type) {
            this.server = server;
            this.type = type;
            resolver.query(server, new DefaultDnsQuestion(name + ".", type), reply);
        }

        Answer answer(Fiber fiber, Query query) {
            try {
                var envelope = NettyAwait.await(fiber, reply, query.toString());
                taken = true;
                try {
                    return Replies.read(envelope.content(), type, server);
                } finally {
                    envelope.release();
                }
            } catch (IOException e) {
                return failure(query, e);
            }
        }

        private Answer failure(Query query, IOException wrapped) {
            Throwable cause = wrapped;
            while (cause.getCause() != null
                    && !(cause instanceof DnsNameResolverTimeoutException)) {
                cause = cause.getCause();
            }
            if (cause instanceof DnsNameResolverTimeoutException) {
                return Answer.failed(
                        Answer.Failure.NO_REPLY,
                        "no reply from "
                                + servers(query)
                                + " within "
                                + query.timeout().toMillis()
                                + " ms"
                                + (query.attempts() == 1
                                        ? ""
                                        : ", asked " + query.attempts() + " times"),
                        0);
            }
            return Answer.failed(
                    Answer.Failure.UNREACHABLE,
                    servers(query)
                            + " cannot be asked: "
                            + (cause instanceof IOException e
                                    ? SocketErrors.reason(e)
                                    : cause.toString()),
                    0);
        }

        /** Drops the question, or a reply that nobody has looked at. */
        void end() {
            if (!taken && !reply.cancel(false) && reply.isSuccess()) {
                reply.getNow().release();
            }
        }
    }

    /** Those who were asked, for a message. */
    private static String servers(Query query) {
        String names =
                query.nameServers().stream()
                        .map(NameServers::name)
                        .collect(Collectors.joining(" and "));
        return (query.nameServers().size() == 1 ? "the name server " : "the name servers ") + names;
    }

    static String name(InetSocketAddress server) {
        return server.getPort() == 53
                ? server.getAddress().getHostAddress()
                : SocketErrors.name(server);
    }
}
