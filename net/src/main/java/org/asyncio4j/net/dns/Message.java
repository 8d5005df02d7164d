package org.asyncio4j.net.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.AbstractDnsRecord;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRecordEncoder;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;

import java.util.ArrayList;
import java.util.List;

/**
 * A reply of a name server (RFC 1035, 4.1). The names and records in it are read by Netty.
 *
 * @param id of the question
 * @param isReply false for a question
 * @param isTruncated whether something did not fit
 * @param question null where the server has not repeated it
 */
record Message(
        int id,
        boolean isReply,
        boolean isTruncated,
        DnsResponseCode code,
        DnsQuestion question,
        List<DnsRecord> answers,
        List<DnsRecord> authority) {
    /** What passes through every network in one piece (DNS flag day 2020). */
    static final int LARGEST_DATAGRAM = 1232;

    private static final DnsRecordDecoder RECORDS = new Records();

    private static final int REPLY = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int CODE = 0x000f;
    private static final int HEADER_SIZE = 12;

    /** Another name of the same host (CNAME). */
    static final class Alias extends AbstractDnsRecord {
        private final String target;

        Alias(String name, long seconds, String target) {
            super(name, DnsRecordType.CNAME, seconds);
            this.target = target;
        }

        String target() {
            return target;
        }
    }

    /** Netty's own copies names into buffers that would have to be released. */
    private static final class Records extends DefaultDnsRecordDecoder {
        @Override
        protected DnsRecord decodeRecord(
                String name,
                DnsRecordType type,
                int dnsClass,
                long seconds,
                ByteBuf in,
                int offset,
                int length)
                throws Exception {
            if (type.equals(DnsRecordType.PTR)) {
                return super.decodeRecord(name, type, dnsClass, seconds, in, offset, length);
            }
            ByteBuf content = in.duplicate().setIndex(offset, offset + length);
            return type.equals(DnsRecordType.CNAME)
                    ? new Alias(name, seconds, decodeName0(content))
                    : new DefaultDnsRawRecord(name, type, dnsClass, seconds, content);
        }
    }

    /** The question for a name's records of a type, which says how large a reply may be. */
    static byte[] question(int id, String name, DnsRecordType type) {
        ByteBuf out = Unpooled.buffer();
        out.writeShort(id).writeShort(RECURSION_DESIRED);
        out.writeShort(1).writeShort(0).writeShort(0).writeShort(1);
        try {
            DnsRecordEncoder.DEFAULT.encodeQuestion(new DefaultDnsQuestion(name, type), out);
        } catch (Exception e) {
            throw new IllegalStateException("There can be no question for " + name + ".", e);
        }
        // RFC 6891: a record of the root, whose class is the size.
        out.writeByte(0).writeShort(DnsRecordType.OPT.intValue()).writeShort(LARGEST_DATAGRAM);
        out.writeInt(0).writeShort(0);
        byte[] message = new byte[out.readableBytes()];
        out.readBytes(message);
        return message;
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Message read(byte[] message) {
        if (message.length < HEADER_SIZE) {
            throw new IllegalArgumentException("A message of " + message.length + " bytes.");
        }
        try {
            return read(Unpooled.wrappedBuffer(message));
        } catch (Exception e) {
            throw new IllegalArgumentException("A message that cannot be read.", e);
        }
    }

    private static Message read(ByteBuf in) throws Exception {
        int id = in.readUnsignedShort();
        int flags = in.readUnsignedShort();
        int questions = in.readUnsignedShort();
        int answers = in.readUnsignedShort();
        int authority = in.readUnsignedShort();
        in.skipBytes(Short.BYTES); // How many more, which nobody asked for.
        DnsQuestion question = null;
        for (int i = 0; i < questions; i++) {
            question = RECORDS.decodeQuestion(in);
        }
        List<DnsRecord> answerRecords = records(in, answers);
        List<DnsRecord> authorityRecords = records(in, authority);
        return new Message(
                id,
                (flags & REPLY) != 0,
                (flags & TRUNCATED) != 0 || answerRecords.size() < answers,
                DnsResponseCode.valueOf(flags & CODE),
                question,
                answerRecords,
                authorityRecords);
    }

    /** As many as there are: the last may be cut off. */
    private static List<DnsRecord> records(ByteBuf in, int count) throws Exception {
        List<DnsRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DnsRecord record = RECORDS.decodeRecord(in);
            if (record == null) {
                break;
            }
            records.add(record);
        }
        return records;
    }

    /** Whether this answers the question; a server that has failed need not repeat it. */
    boolean answers(int id, String name, DnsRecordType type) {
        return isReply
                && this.id == id
                && (question == null
                        ? !code.equals(DnsResponseCode.NOERROR)
                        : question.name().equalsIgnoreCase(name) && question.type().equals(type));
    }
}
