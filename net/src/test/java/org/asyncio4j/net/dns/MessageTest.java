package org.asyncio4j.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

class MessageTest {
    private static final String HEADER_OF_TWO = "abcd" + "8180" + "0001" + "0002" + "00000000";
    private static final String QUESTION = "0161" + "07" + "6578616d706c65" + "00" + "00010001";

    /** The answer 192.0.2.1 about a.example, whose name is a pointer to the question's. */
    private static final String REPLY =
            "abcd"
                    + "8180"
                    + "0001"
                    + "0001"
                    + "0000"
                    + "0000" // header
                    + "0161"
                    + "07"
                    + "6578616d706c65"
                    + "00"
                    + "0001"
                    + "0001" // question
                    + "c00c"
                    + "0001"
                    + "0001"
                    + "0000003c"
                    + "0004"
                    + "c0000201"; // answer

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void aQuestionSaysWhatIsWantedAndHowLargeTheReplyMayBe() {
        assertEquals(
                "abcd"
                        + "0100"
                        + "0001"
                        + "0000"
                        + "0000"
                        + "0001"
                        + "0161"
                        + "07"
                        + "6578616d706c65"
                        + "00"
                        + "001c"
                        + "0001"
                        + "00"
                        + "0029"
                        + "04d0"
                        + "00000000"
                        + "0000",
                HexFormat.of()
                        .formatHex(Message.question(0xabcd, "a.example.", DnsRecordType.AAAA)));
    }

    @Test
    void aReplyIsRead() {
        Message reply = Message.read(bytes(REPLY));

        assertEquals(0xabcd, reply.id());
        assertEquals(DnsResponseCode.NOERROR, reply.code());
        assertEquals("a.example.", reply.answers().getFirst().name());
        assertEquals(60, reply.answers().getFirst().timeToLive());
        assertFalse(reply.isTruncated());
        assertTrue(reply.answers(0xabcd, "A.example.", DnsRecordType.A));
    }

    @Test
    void namesInRecordsAreReadWithoutBuffersThatMustBeReleased() {
        String end = "0001" + "0000003c" + "0002" + "c00e"; // example, of the question
        Message reply =
                Message.read(bytes(HEADER_OF_TWO + QUESTION + "c00c0005" + end + "c00c0002" + end));

        Message.Alias alias = (Message.Alias) reply.answers().get(0);
        assertEquals("example.", alias.target());
        assertFalse(((DnsRawRecord) reply.answers().get(1)).content().isDirect());
    }

    @Test
    void aReplyToSomethingElseIsNoAnswer() {
        Message reply = Message.read(bytes(REPLY));

        assertFalse(reply.answers(0xabce, "a.example.", DnsRecordType.A));
        assertFalse(reply.answers(0xabcd, "b.example.", DnsRecordType.A));
        assertFalse(reply.answers(0xabcd, "a.example.", DnsRecordType.AAAA));
        byte[] question = Message.question(1, "a.example.", DnsRecordType.A);
        assertFalse(Message.read(question).answers(1, "a.example.", DnsRecordType.A));
    }

    @Test
    void onlyAFailureNeedNotRepeatTheQuestion() {
        Message failure = Message.read(bytes("000181810000000000000000"));
        Message success = Message.read(bytes("000181800000000000000000"));

        assertNull(failure.question());
        assertTrue(failure.answers(1, "a.example.", DnsRecordType.A));
        assertFalse(success.answers(1, "a.example.", DnsRecordType.A));
    }

    @Test
    void whatIsCutOffIsTruncated() {
        byte[] whole = bytes(REPLY);

        assertTrue(Message.read(bytes(REPLY.replace("8180", "8380"))).isTruncated(), "it says so");
        assertTrue(Message.read(Arrays.copyOf(whole, whole.length - 1)).isTruncated());
        assertThrows(IllegalArgumentException.class, () -> Message.read(Arrays.copyOf(whole, 20)));
        assertThrows(IllegalArgumentException.class, () -> Message.read(new byte[11]));
        assertThrows(IllegalArgumentException.class, () -> Message.read(new byte[0]));
    }

    @Test
    void aNameThatPointsToItselfIsRefused() {
        String loop = REPLY.replace("c00c", "c01b");

        assertThrows(IllegalArgumentException.class, () -> Message.read(bytes(loop)));
    }

    @Test
    void whateverComesIsReadOrRefused() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] message = bytes(REPLY);
            for (int change = random.nextInt(4); change >= 0; change--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt();
            }
            message = Arrays.copyOf(message, random.nextInt(message.length + 10));
            try {
                Message read = Message.read(message);
                if (read.question() != null) {
                    Replies.read(read, DnsRecordType.A, new java.net.InetSocketAddress(53));
                }
            } catch (IllegalArgumentException refused) {
                // As it shall be.
            } catch (RuntimeException e) {
                fail("seed " + seed + ": " + HexFormat.of().formatHex(message), e);
            }
        }
    }
}
