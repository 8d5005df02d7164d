package org.asyncio4j.net.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads what a name server has replied. */
final class Replies {
    private static final long LONGEST_SECONDS = 24 * 60 * 60;

    /** Of a failure, that is: a name may come into being (RFC 2308 allows three hours). */
    private static final long LONGEST_FAILURE_SECONDS = 5 * 60;

    private static final int MOST_ALIASES = 16;

    private final Message reply;
    private final DnsRecordType type;
    private final List<Object> values = new ArrayList<>();
    private long seconds = LONGEST_SECONDS;

    private Replies(Message reply, DnsRecordType type) {
        this.reply = reply;
        this.type = type;
    }

    static Answer read(Message reply, DnsRecordType type, InetSocketAddress server) {
        return new Replies(reply, type).read(server);
    }

    private Answer read(InetSocketAddress server) {
        String says = ", says the name server " + NameServers.name(server);
        DnsResponseCode code = reply.code();
        if (code.equals(DnsResponseCode.NXDOMAIN)) {
            return Answer.failed(
                    Answer.Failure.NO_SUCH_NAME,
                    "there is no such name" + says + " (NXDOMAIN)",
                    secondsOfFailure());
        }
        if (!code.equals(DnsResponseCode.NOERROR)) {
            return Answer.failed(
                    Answer.Failure.SERVER_FAILED,
                    "the name server "
                            + NameServers.name(server)
                            + " failed ("
                            + code.toString().replaceAll("\\(.*", "").toUpperCase(Locale.ROOT)
                            + ")",
                    0);
        }
        follow(reply.question().name(), MOST_ALIASES);
        if (!values.isEmpty()) {
            return Answer.found(values, seconds);
        }
        return Answer.failed(
                Answer.Failure.NO_SUCH_RECORD,
                "the name has no " + kind() + says,
                secondsOfFailure());
    }

    private String kind() {
        if (type.equals(DnsRecordType.A)) {
            return "IPv4 address";
        }
        return type.equals(DnsRecordType.AAAA) ? "IPv6 address" : type.name() + " record";
    }

    /** A reply holds a name's aliases (CNAME), and their target's records. */
    private void follow(String name, int aliasesLeft) {
        for (DnsRecord record : reply.answers()) {
            if (!record.name().equalsIgnoreCase(name)) {
                continue;
            }
            if (record.type().equals(type)) {
                take(record);
            } else if (record instanceof Message.Alias alias && aliasesLeft > 0) {
                seconds = Math.min(seconds, record.timeToLive());
                follow(alias.target(), aliasesLeft - 1);
                return;
            }
        }
    }

    private void take(DnsRecord record) {
        Object value =
                record instanceof DnsPtrRecord pointer ? pointer.hostname() : address(record);
        if (value != null) {
            values.add(value);
            seconds = Math.min(seconds, record.timeToLive());
        }
    }

    private static InetAddress address(DnsRecord record) {
        if (!(record instanceof DnsRawRecord raw)) {
            return null;
        }
        byte[] bytes = new byte[raw.content().readableBytes()];
        raw.content().getBytes(raw.content().readerIndex(), bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null; // Of a length that no address has.
        }
    }

    /** How long the zone lets one remember that there is nothing: by its SOA record (RFC 2308). */
    private long secondsOfFailure() {
        for (DnsRecord record : reply.authority()) {
            if (record.type().equals(DnsRecordType.SOA)
                    && record instanceof DnsRawRecord raw
                    && raw.content().readableBytes() >= Integer.BYTES) {
                ByteBuf content = raw.content();
                long minimum = content.getUnsignedInt(content.writerIndex() - Integer.BYTES);
                return Math.min(LONGEST_FAILURE_SECONDS, Math.min(minimum, record.timeToLive()));
            }
        }
        return 0;
    }
}
