package org.asyncio4j.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Replies that a name server ought not to send; for the others see {@link NameLookupTest}. */
class RepliesTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.53", 53);

    private final List<DnsRecord> answers = new ArrayList<>();

    private RepliesTest with(String name, DnsRecordType type, int ttl, int... bytes) {
        ByteBuf content = Unpooled.buffer();
        for (int each : bytes) {
            content.writeByte(each);
        }
        answers.add(new DefaultDnsRawRecord(name, type, ttl, content));
        return this;
    }

    private RepliesTest withAlias(String name, String target) {
        answers.add(new Message.Alias(name, 60, target));
        return this;
    }

    private Answer read() {
        Message reply =
                new Message(
                        1,
                        true,
                        false,
                        DnsResponseCode.NOERROR,
                        new DefaultDnsQuestion("www.example.", DnsRecordType.A),
                        answers,
                        List.of());
        return Replies.read(reply, DnsRecordType.A, SERVER);
    }

    @Test
    void onlyRecordsOfTheNameAndItsAliasesCount() {
        with("evil.example.", DnsRecordType.A, 60, 192, 0, 2, 66);
        withAlias("WWW.example.", "a.example.");
        with("a.example.", DnsRecordType.TXT, 1, 0);
        with("A.EXAMPLE.", DnsRecordType.A, 50, 192, 0, 2, 1);

        assertEquals(Answer.found(List.of(InetAddress.ofLiteral("192.0.2.1")), 50), read());
    }

    @Test
    void aliasesInACircleEnd() {
        withAlias("www.example.", "a.example.").withAlias("a.example.", "www.example.");

        assertEquals(Answer.Failure.NO_SUCH_RECORD, read().failure());
    }

    @Test
    void anAddressOfAWrongLengthIsSkipped() {
        with("www.example.", DnsRecordType.A, 60, 192, 0, 2);
        with("www.example.", DnsRecordType.A, 60, 192, 0, 2, 1);

        assertEquals(List.of(InetAddress.ofLiteral("192.0.2.1")), read().values());
    }

    @Test
    void whatShallBeRememberedForYearsIsForADay() {
        with("www.example.", DnsRecordType.A, Integer.MAX_VALUE, 192, 0, 2, 1);

        assertEquals(24 * 60 * 60, read().seconds());
    }

    @Test
    void withoutAZoneAFailureIsNotRemembered() {
        assertEquals(
                Answer.failed(
                        Answer.Failure.NO_SUCH_RECORD,
                        "the name has no IPv4 address, says the name server 192.0.2.53",
                        0),
                read());
    }
}
