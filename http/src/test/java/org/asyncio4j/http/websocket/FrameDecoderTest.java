package org.asyncio4j.http.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.http.WebSocketMessage.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HexFormat;

@Timeout(10)
class FrameDecoderTest {
    private static FrameDecoder decoder(String hex) {
        FrameDecoder decoder = new FrameDecoder(false, 1000, null);
        decoder.feed(HexFormat.of().parseHex(hex));
        return decoder;
    }

    /** RFC 6455, 5.7. */
    @Test
    void theExamplesOfTheSpecification() throws Exception {
        assertEquals(new Text("Hello"), decoder("810548656c6c6f").next());
        assertEquals(new Text("Hello"), decoder("010348656c80026c6f").next());
        FrameDecoder masked = new FrameDecoder(true, 1000, null);
        masked.feed(HexFormat.of().parseHex("818537fa213d7f9f4d5158"));
        assertEquals(new Text("Hello"), masked.next());
    }

    /** What is wrong is seen at its first byte, not when the rest has come. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "91, 1002", // a reserved bit
        "c1, 1002", // compressed
        "83, 1002", // an opcode of data
        "8b, 1002", // an opcode of control
        "09, 1002", // a fragmented ping
        "80, 1002", // nothing to continue
        "010001, 1002", // one message inside another
        "01008a7e, 1002", // a pong of more than 125 bytes
        "8181, 1002", // masked
        "817e007d, 1002", // a length in three bytes that needs one
        "817f000000000000ffff, 1002", // and in nine
        "827e03e9, 1009", // 1001 bytes
        "817f7fffffffffffffff, 1009",
        "827fffffffffffffffff, 1002", // negative
        "0200827e03e9, 1002",
        "02037878788003, OK",
        "0203787878807e03e6, 1009", // 3 + 998
        "880161, 1002", // half a code
        "880203ed, 1002", // 1005
        "880403e8c328, 1007", // a reason that is no text
        "810580, 1007" // no text begins so
    })
    void failsEarly(String hex, String code) throws Exception {
        String whole = hex.length() % 2 == 0 ? hex : hex + "0";
        FrameDecoder decoder = decoder(whole);
        if (code.equals("OK")) {
            assertNull(decoder.next());
        } else {
            ProtocolViolation e = assertThrows(ProtocolViolation.class, decoder::next);
            assertEquals(Integer.parseInt(code), e.code());
        }
    }

    @Test
    void keepsNoLargeArrayForALittle() throws Exception {
        byte[] chunk = new byte[60_000];
        byte[] frame = HexFormat.of().parseHex("82fe");
        chunk[0] = (byte) 0x82;
        chunk[1] = 126;
        chunk[2] = (byte) ((60_000 - 6) >> 8);
        chunk[3] = (byte) (60_000 - 6 & 0xFF);
        chunk[59_998] = frame[0];
        chunk[59_999] = 126;
        FrameDecoder decoder = new FrameDecoder(false, 1 << 20, null);
        decoder.feed(chunk);
        decoder.next();
        assertNull(decoder.next());
        assertEquals(2, decoder.buffered());
        assertEquals(2, decoder.memory());
    }

    @Test
    void countsWhatCameOut() throws Exception {
        FrameDecoder decoder = decoder("810548656c6c6f" + "010348656c80026c6f" + "890178");
        decoder.next();
        decoder.next();
        decoder.next();
        assertNull(decoder.next());
        assertEquals(10, decoder.dataBytes());
        assertEquals(0, decoder.memory());
    }
}
