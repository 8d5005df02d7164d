package org.asyncio4j.http.websocket;

import static org.asyncio4j.http.websocket.ScriptedPeer.BINARY;
import static org.asyncio4j.http.websocket.ScriptedPeer.TEXT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.WebSocketHandshakeException;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.http.websocket.ScriptedPeer.Frame;
import org.asyncio4j.http.websocket.ScriptedPeer.Role;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The Autobahn test suite's sections 12 and 13: messages that are compressed, of several sorts of
 * data and sizes, and with all parameters.
 *
 * <p>The suite sends 1,000 messages in each case. Here it is 1,000 up to 256 bytes and fewer of the
 * larger ones, about 256 KiB in all, so that 432 cases take seconds.
 */
@Timeout(10)
class AutobahnCompressionTest {
    /** How large the messages of the 18 cases of each group are, and their fragments; 0 for one. */
    private static final int[][] SIZES = {
        {16, 0},
        {64, 0},
        {256, 0},
        {1024, 0},
        {4096, 0},
        {8192, 0},
        {16384, 0},
        {32768, 0},
        {65536, 0},
        {131072, 0},
        {8192, 256},
        {16384, 256},
        {32768, 256},
        {65536, 256},
        {131072, 256},
        {131072, 1024},
        {131072, 4096},
        {131072, 32768}
    };

    private static final int ALL_BYTES = 256 << 10;

    /** What the client of a case offers, and wants its server to do. */
    private record Parameters(String offer, WebSocketOptions options) {}

    private static final WebSocketOptions OPTIONS =
            WebSocketOptions.DEFAULT
                    .withCompression(true)
                    .withContextTakeover(true)
                    .withCompressionThreshold(1);

    private static final String ANY_BITS = "permessage-deflate; client_max_window_bits";

    /** 13.1 to 13.7. */
    private static final List<Parameters> VARIANTS =
            List.of(
                    new Parameters(ANY_BITS, OPTIONS),
                    new Parameters(
                            ANY_BITS + "; server_no_context_takeover",
                            OPTIONS.withContextTakeover(false)),
                    new Parameters(
                            ANY_BITS + "; server_max_window_bits=9", OPTIONS.withWindowBits(9)),
                    new Parameters(ANY_BITS + "; server_max_window_bits=15", OPTIONS),
                    new Parameters(
                            ANY_BITS + "; server_no_context_takeover; server_max_window_bits=9",
                            OPTIONS.withContextTakeover(false).withWindowBits(9)),
                    new Parameters(
                            ANY_BITS + "; server_no_context_takeover; server_max_window_bits=15",
                            OPTIONS.withContextTakeover(false)),
                    new Parameters(
                            ANY_BITS
                                    + "; server_no_context_takeover; server_max_window_bits=9, "
                                    + ANY_BITS
                                    + "; server_no_context_takeover, "
                                    + ANY_BITS,
                            OPTIONS));

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sortsOfData")
    void s12_sortsOfData(String number, Role role, int sort, int[] size) throws Exception {
        play(role, VARIANTS.get(0), sort, size);
    }

    static Stream<Arguments> sortsOfData() {
        return cases(12, 5).map(each -> Arguments.of(each[0], each[1], each[2], each[3]));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("parameters")
    void s13_parameters(String number, Role role, int variant, int[] size) throws Exception {
        play(role, VARIANTS.get(variant), 0, size);
    }

    static Stream<Arguments> parameters() {
        return cases(13, 7).map(each -> Arguments.of(each[0], each[1], each[2], each[3]));
    }

    private static Stream<Object[]> cases(int section, int groups) {
        List<Object[]> cases = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            for (int i = 0; i < SIZES.length; i++) {
                String number = section + "." + (group + 1) + "." + (i + 1);
                for (Role role : Role.values()) {
                    cases.add(new Object[] {number, role, group, SIZES[i]});
                }
            }
        }
        return cases.stream();
    }

    // ---------------------------------------------------------------- playing

    private static void play(Role role, Parameters parameters, int sort, int[] size)
            throws Exception {
        Agreement agreement = agree(role, parameters);
        Compression compression = agreement.compression();
        int fragment = size[1] == 0 ? Integer.MAX_VALUE : size[1];
        int opcode = isText(sort) ? TEXT : BINARY;
        ScriptedPeer.with(
                role,
                agreement,
                parameters.options,
                peer -> {
                    peer.echo();
                    Random random = new Random(sort);
                    try (PlainCompression plain =
                            new PlainCompression(
                                    compression.receiveTakeover(), compression.sendTakeover())) {
                        for (int count = Math.min(1000, ALL_BYTES / size[0]); count > 0; count--) {
                            byte[] message = data(sort, size[0], random);
                            peer.fragmented(opcode, 4, plain.deflate(message), fragment);
                            Frame echo = peer.receive();
                            assertEquals(opcode, echo.opcode());
                            assertArrayEquals(
                                    message,
                                    echo.rsv() == 4
                                            ? plain.inflate(echo.payload())
                                            : echo.payload());
                        }
                    }
                    peer.close(1000, "");
                    peer.expectClose(1000);
                });
    }

    /** Has the end under test shake hands with one of the other side that does what it is told. */
    private static Agreement agree(Role role, Parameters parameters)
            throws WebSocketHandshakeException {
        ClientHandshake client = new ClientHandshake(OPTIONS);
        Headers request = new Headers();
        client.addTo(request);
        if (role == Role.SERVER) {
            request.set("Sec-WebSocket-Extensions", parameters.offer);
        }
        ServerHandshake server =
                ServerHandshake.of(
                        "GET",
                        "HTTP/1.1",
                        request,
                        role == Role.SERVER ? OPTIONS : parameters.options);
        return role == Role.SERVER ? server.agreement() : client.check(101, server.response());
    }

    // ---------------------------------------------------------------- data

    private static boolean isText(int sort) {
        return sort != 1 && sort != 4;
    }

    /** JSON, a bitmap, prose, HTML, noise. */
    private static byte[] data(int sort, int size, Random random) {
        byte[] bytes = new byte[size];
        switch (sort) {
            case 1 -> {
                for (int i = 0; i < size; i++) {
                    bytes[i] = (byte) ((i >> 4) + random.nextInt(3));
                }
            }
            case 4 -> random.nextBytes(bytes);
            default -> {
                return text(sort, size, random);
            }
        }
        return bytes;
    }

    private static byte[] text(int sort, int size, Random random) {
        StringBuilder text = new StringBuilder(size + 100);
        while (text.length() < size) {
            int number = random.nextInt(1000);
            text.append(
                    switch (sort) {
                        case 0 ->
                                "{\"id\": " + number + ", \"name\": \"name" + number % 7 + "\"},\n";
                        case 2 -> "Ach " + number + ", sagt er, wie schoen ist doch die Zahl! ";
                        default -> "<li class=\"item\"><a href=\"/" + number + "\">Item</a></li>\n";
                    });
        }
        return Arrays.copyOf(ScriptedPeer.bytes(text.toString()), size);
    }
}
