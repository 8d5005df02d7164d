package org.asyncio4j.http.websocket;

import static org.asyncio4j.http.websocket.ScriptedPeer.BINARY;
import static org.asyncio4j.http.websocket.ScriptedPeer.CLOSE;
import static org.asyncio4j.http.websocket.ScriptedPeer.PING;
import static org.asyncio4j.http.websocket.ScriptedPeer.PONG;
import static org.asyncio4j.http.websocket.ScriptedPeer.TEXT;
import static org.asyncio4j.http.websocket.ScriptedPeer.bytes;
import static org.asyncio4j.http.websocket.ScriptedPeer.closePayload;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.http.websocket.ScriptedPeer.Role;
import org.asyncio4j.http.websocket.ScriptedPeer.Script;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the Autobahn test suite asks of a WebSocket, sections 1 to 7, 9 and 10, each case under its
 * number, for both ends. Compression, its sections 12 and 13: {@link AutobahnCompressionTest}.
 *
 * <p>Where the suite lets an implementation choose, as whether it fails at the first wrong byte,
 * these want the stricter of the answers.
 */
@Timeout(10)
class AutobahnTest {
    private static final WebSocketOptions LARGE =
            WebSocketOptions.DEFAULT.withMaxMessageSize(16 << 20);

    /** The cases of a section. */
    private static final class Cases {
        final List<Arguments> all = new ArrayList<>();

        void add(String number, Script script) {
            for (Role role : Role.values()) {
                all.add(Arguments.of(number, role, script));
            }
        }

        Stream<Arguments> stream() {
            return all.stream();
        }
    }

    private static void play(Role role, Script script) throws Exception {
        ScriptedPeer.with(
                role,
                Agreement.NONE,
                LARGE,
                peer -> {
                    peer.echo();
                    script.run(peer);
                });
    }

    /** All is well at the end of the case. */
    private static void closeWell(ScriptedPeer peer) throws Exception {
        peer.close(1000, "");
        peer.expectClose(1000);
    }

    private static String stars(int length) {
        return "*".repeat(length);
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + 0xFE);
        }
        return bytes;
    }

    // ---------------------------------------------------------------- 1: framing

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("framing")
    void s1_framing(String number, Role role, Script script) throws Exception {
        play(role, script);
    }

    static Stream<Arguments> framing() {
        Cases cases = new Cases();
        int[] sizes = {0, 125, 126, 127, 128, 65535, 65536, 65536};
        for (int i = 0; i < sizes.length; i++) {
            int size = sizes[i];
            int chop = i == 7 ? 997 : Integer.MAX_VALUE;
            cases.add(
                    "1.1." + (i + 1),
                    peer -> {
                        peer.chop(chop);
                        peer.text(stars(size));
                        peer.expectText(stars(size));
                        closeWell(peer);
                    });
            cases.add(
                    "1.2." + (i + 1),
                    peer -> {
                        peer.chop(chop);
                        peer.binary(noise(size));
                        peer.expect(BINARY, noise(size));
                        closeWell(peer);
                    });
        }
        return cases.stream();
    }

    // ---------------------------------------------------------------- 2: pings and pongs

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("pings")
    void s2_pings(String number, Role role, Script script) throws Exception {
        play(role, script);
    }

    static Stream<Arguments> pings() {
        Cases cases = new Cases();
        cases.add("2.1", answered(""));
        cases.add("2.2", answered("Hello, world!"));
        cases.add("2.3", answeredBytes(HexFormat.of().parseHex("00fffefdfcfb00ff")));
        cases.add("2.4", answeredBytes(noise(125)));
        cases.add(
                "2.5",
                peer -> {
                    peer.send(true, 0, PING, noise(126));
                    peer.expectClose(1002);
                });
        cases.add(
                "2.6",
                peer -> {
                    peer.chop(1);
                    answeredBytes(noise(125)).run(peer);
                });
        cases.add(
                "2.7",
                peer -> {
                    peer.send(true, PONG, "");
                    closeWell(peer);
                });
        cases.add(
                "2.8",
                peer -> {
                    peer.send(true, PONG, "unsolicited pong payload");
                    closeWell(peer);
                });
        cases.add(
                "2.9",
                peer -> {
                    peer.send(true, PONG, "unsolicited pong payload");
                    answered("ping payload").run(peer);
                });
        cases.add("2.10", AutobahnTest::tenPings);
        cases.add(
                "2.11",
                peer -> {
                    peer.chop(1);
                    tenPings(peer);
                });
        return cases.stream();
    }

    private static Script answered(String payload) {
        return answeredBytes(bytes(payload));
    }

    private static Script answeredBytes(byte[] payload) {
        return peer -> {
            peer.send(true, 0, PING, payload);
            peer.expect(PONG, payload);
            closeWell(peer);
        };
    }

    private static void tenPings(ScriptedPeer peer) throws Exception {
        for (int i = 0; i < 10; i++) {
            peer.ping("payload-" + i);
        }
        for (int i = 0; i < 10; i++) {
            peer.expectPong("payload-" + i);
        }
        closeWell(peer);
    }

    // ---------------------------------------------------------------- 3: reserved bits

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("reservedBits")
    void s3_reservedBits(String number, Role role, Script script) throws Exception {
        play(role, script);
    }

    static Stream<Arguments> reservedBits() {
        Cases cases = new Cases();
        cases.add("3.1", refused(1, TEXT, "Hello, world!"));
        cases.add(
                "3.2",
                peer -> {
                    peer.text("Hello, world!");
                    peer.send(true, 2, TEXT, bytes("Hello, world!"));
                    peer.ping("");
                    peer.expectText("Hello, world!");
                    peer.expectClose(1002);
                });
        cases.add(
                "3.3",
                peer -> {
                    peer.text("Hello, world!");
                    peer.expectText("Hello, world!");
                    peer.send(true, 3, TEXT, bytes("Hello, world!"));
                    peer.ping("");
                    peer.expectClose(1002);
                });
        cases.add(
                "3.4",
                peer -> {
                    peer.chop(1);
                    peer.text("Hello, world!");
                    peer.send(true, 4, TEXT, bytes("Hello, world!"));
                    peer.ping("");
                    peer.expectText("Hello, world!");
                    peer.expectClose(1002);
                });
        cases.add("3.5", refused(5, BINARY, "00fffefdfcfb00ff"));
        cases.add("3.6", refused(6, PING, "Hello, world!"));
        cases.add("3.7", refused(7, CLOSE, ""));
        return cases.stream();
    }

    private static Script refused(int rsv, int opcode, String payload) {
        return peer -> {
            peer.send(true, rsv, opcode, bytes(payload));
            peer.expectClose(1002);
        };
    }

    // ---------------------------------------------------------------- 4: opcodes

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("opcodes")
    void s4_opcodes(String number, Role role, Script script) throws Exception {
        play(role, script);
    }

    static Stream<Arguments> opcodes() {
        Cases cases = new Cases();
        int[][] reserved = {{3, 4, 5, 6, 7}, {11, 12, 13, 14, 15}};
        for (int group = 0; group < 2; group++) {
            for (int i = 0; i < 5; i++) {
                int opcode = reserved[group][i];
                String payload = i == 1 || i == 3 ? "reserved opcode payload" : "";
                String number = "4." + (group + 1) + "." + (i + 1);
                boolean afterText = i >= 2;
                int chop = i == 4 ? 1 : Integer.MAX_VALUE;
                cases.add(
                        number,
                        peer -> {
                            peer.chop(chop);
                            if (afterText) {
                                peer.text("Hello, world!");
                            }
                            peer.send(true, opcode, payload);
                            peer.ping("");
                            if (afterText) {
                                peer.expectText("Hello, world!");
                            }
                            peer.expectClose(1002);
                        });
            }
        }
        return cases.stream();
    }

    // ---------------------------------------------------------------- 5: fragments

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("fragments")
    void s5_fragments(String number, Role role, Script script) throws Exception {
        play(role, script);
    }

    static Stream<Arguments> fragments() {
        Cases cases = new Cases();
        cases.add("5.1", fragmentedControl(PING));
        cases.add("5.2", fragmentedControl(PONG));
        inThreeWays(
                cases,
                3,
                peer -> {
                    peer.send(false, TEXT, "fragment1");
                    peer.send(true, 0, "fragment2");
                    peer.expectText("fragment1fragment2");
                    closeWell(peer);
                });
        inThreeWays(
                cases,
                6,
                peer -> {
                    peer.send(false, TEXT, "fragment1");
                    peer.ping("ping payload");
                    peer.send(true, 0, "fragment2");
                    peer.expectPong("ping payload");
                    peer.expectText("fragment1fragment2");
                    closeWell(peer);
                });
        inThreeWays(
                cases,
                9,
                peer -> {
                    peer.send(true, 0, "non-continuation payload");
                    peer.text("Hello, world!");
                    peer.expectClose(1002);
                });
        inThreeWays(
                cases,
                12,
                peer -> {
                    peer.send(false, 0, "non-continuation payload");
                    peer.text("Hello, world!");
                    peer.expectClose(1002);
                });
        cases.add(
                "5.15",
                peer -> {
                    peer.send(false, TEXT, "fragment1");
                    peer.send(true, 0, "fragment2");
                    peer.send(false, 0, "fragment3");
                    peer.send(true, TEXT, "fragment4");
                    peer.expectText("fragment1fragment2");
                    peer.expectClose(1002);
                });
        cases.add("5.16", nothingToContinue(false));
        cases.add("5.17", nothingToContinue(true));
        cases.add(
                "5.18",
                peer -> {
                    peer.send(false, TEXT, "fragment1");
                    peer.send(true, TEXT, "fragment2");
                    peer.expectClose(1002);
                });
        cases.add("5.19", peer -> fiveFragments(peer, true));
        cases.add("5.20", peer -> fiveFragments(peer, false));
        return cases.stream();
    }

    private static Script fragmentedControl(int opcode) {
        return peer -> {
            peer.send(false, opcode, "fragment1");
            peer.send(true, 0, "fragment2");
            peer.expectClose(1002);
        };
    }

    /** All at once, frame by frame, byte by byte: three cases. */
    private static void inThreeWays(Cases cases, int first, Script script) {
        cases.add("5." + first, script);
        cases.add(
                "5." + (first + 1),
                peer -> {
                    peer.chop(997);
                    script.run(peer);
                });
        cases.add(
                "5." + (first + 2),
                peer -> {
                    peer.chop(1);
                    script.run(peer);
                });
    }

    private static Script nothingToContinue(boolean fin) {
        return peer -> {
            for (int i = 0; i < 2; i++) {
                peer.send(fin, 0, "fragment1");
                peer.send(false, TEXT, "fragment2");
                peer.send(true, 0, "fragment3");
            }
            peer.expectClose(1002);
        };
    }

    private static void fiveFragments(ScriptedPeer peer, boolean pause) throws Exception {
        peer.send(false, TEXT, "fragment1");
        peer.send(false, 0, "fragment2");
        peer.ping("pongme 1!");
        if (pause) {
            peer.pause();
            peer.expectPong("pongme 1!");
        }
        peer.send(false, 0, "fragment3");
        peer.ping("pongme 2!");
        peer.send(false, 0, "fragment4");
        peer.send(true, 0, "fragment5");
        if (!pause) {
            peer.expectPong("pongme 1!");
        }
        peer.expectPong("pongme 2!");
        peer.expectText("fragment1fragment2fragment3fragment4fragment5");
        closeWell(peer);
    }

    // ---------------------------------------------------------------- 6: UTF-8

    private static final byte[] KOSME = bytes("Hello-µ@ßöäüàá-UTF-8!!");
    private static final byte[] TOO_HIGH_BEFORE = bytes("κόσμε");
    private static final byte[] TOO_HIGH = HexFormat.of().parseHex("f4908080");

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("utf8")
    void s6_utf8(String number, Role role, Script script) throws Exception {
        play(role, script);
    }

    static Stream<Arguments> utf8() {
        Cases cases = new Cases();
        cases.add(
                "6.1.1",
                peer -> {
                    peer.text("");
                    peer.expectText("");
                    closeWell(peer);
                });
        cases.add("6.1.2", threeFragments(""));
        cases.add("6.1.3", threeFragments("middle frame payload"));
        cases.add("6.2.1", valid(KOSME, Integer.MAX_VALUE));
        cases.add("6.2.2", valid(KOSME, 12));
        cases.add("6.2.3", valid(KOSME, 1));
        cases.add("6.2.4", valid(bytes("κόσμε"), 1));
        cases.add("6.3.1", invalid(tooHigh(), Integer.MAX_VALUE));
        cases.add("6.3.2", invalid(tooHigh(), 1));
        cases.add(
                "6.4.1",
                peer -> {
                    peer.send(false, 0, TEXT, TOO_HIGH_BEFORE);
                    peer.pause();
                    peer.send(false, 0, 0, TOO_HIGH);
                    peer.expectClose(1007); // Before the last fragment, which never comes.
                });
        cases.add(
                "6.4.2",
                peer -> {
                    peer.send(false, 0, TEXT, concat(TOO_HIGH_BEFORE, new byte[] {(byte) 0xF4}));
                    peer.pause();
                    peer.send(false, 0, 0, new byte[] {(byte) 0x90});
                    peer.expectClose(1007);
                });
        cases.add("6.4.3", peer -> failsWithinFrame(peer, TOO_HIGH_BEFORE.length + 4));
        cases.add("6.4.4", peer -> failsWithinFrame(peer, TOO_HIGH_BEFORE.length + 2));
        sequences(cases);
        return cases.stream();
    }

    private static Script threeFragments(String middle) {
        return peer -> {
            peer.send(false, TEXT, "");
            peer.send(false, 0, middle);
            peer.send(true, 0, "");
            peer.expectText(middle);
            closeWell(peer);
        };
    }

    private static byte[] tooHigh() {
        return concat(TOO_HIGH_BEFORE, concat(HexFormat.of().parseHex("eda080"), bytes("edited")));
    }

    private static byte[] concat(byte[] one, byte[] other) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }

    /** Sends no more of a frame than shows that it is wrong. */
    private static void failsWithinFrame(ScriptedPeer peer, int bytesThatShow) throws Exception {
        byte[] payload = concat(concat(TOO_HIGH_BEFORE, TOO_HIGH), bytes("edited"));
        byte[] frame = peer.frame(true, 0, TEXT, payload);
        int header = frame.length - payload.length;
        peer.raw(Arrays.copyOf(frame, header + bytesThatShow - 1));
        peer.pause();
        peer.raw(new byte[] {frame[header + bytesThatShow - 1]});
        peer.expectClose(1007);
    }

    private static Script valid(byte[] text, int fragment) {
        return peer -> {
            peer.fragmented(TEXT, 0, text, fragment);
            peer.expect(TEXT, text);
            closeWell(peer);
        };
    }

    private static Script invalid(byte[] text, int fragment) {
        return peer -> {
            peer.fragmented(TEXT, 0, text, fragment);
            peer.expectClose(1007);
        };
    }

    /** Sections 6.5 to 6.23: sequences of bytes, in hexadecimal digits, valid ones or not. */
    private static void sequences(Cases cases) {
        section(
                cases,
                5,
                true,
                "cebae1bdb9cf83cebcceb5",
                "68656c6c6f24776f726c64",
                "68656c6c6fc2a2776f726c64",
                "68656c6c6fe282ac776f726c64",
                "68656c6c6ff0a4ada2776f726c64");
        String kosme = "cebae1bdb9cf83cebcceb5";
        List<Integer> whole = List.of(2, 5, 7, 9, 11);
        for (int length = 1; length <= 11; length++) {
            byte[] prefix = HexFormat.of().parseHex(kosme.substring(0, 2 * length));
            cases.add(
                    "6.6." + length,
                    whole.contains(length)
                            ? valid(prefix, Integer.MAX_VALUE)
                            : invalid(prefix, Integer.MAX_VALUE));
        }
        section(cases, 7, true, "00", "c280", "e0a080", "f0908080");
        section(cases, 8, false, "f888808080", "fc8480808080");
        section(cases, 9, true, "7f", "dfbf", "efbfbf", "f48fbfbf");
        section(cases, 10, false, "f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf");
        section(cases, 11, true, "ed9fbf", "ee8080", "efbfbd", "f48fbfbf");
        cases.add("6.11.5", invalid(HexFormat.of().parseHex("f4908080"), Integer.MAX_VALUE));
        section(
                cases,
                12,
                false,
                "80",
                "bf",
                "80bf",
                "80bf80",
                "80bf80bf",
                "80bf80bf80",
                "80bf80bf80bf",
                range(0x80, 0xBF, ""));
        section(
                cases,
                13,
                false,
                range(0xC0, 0xDF, "20"),
                range(0xE0, 0xEF, "20"),
                range(0xF0, 0xF7, "20"),
                range(0xF8, 0xFB, "20"),
                range(0xFC, 0xFD, "20"));
        String[] cutOff = {
            "c0",
            "e080",
            "f08080",
            "f8808080",
            "fc80808080",
            "df",
            "efbf",
            "f7bfbf",
            "fbbfbfbf",
            "fdbfbfbfbf"
        };
        section(cases, 14, false, cutOff);
        section(cases, 15, false, String.join("", cutOff));
        section(cases, 16, false, "fe", "ff", "fefeffff");
        section(cases, 17, false, "c0af", "e080af", "f08080af", "f8808080af", "fc80808080af");
        section(cases, 18, false, "c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf");
        section(cases, 19, false, "c080", "e08080", "f0808080", "f880808080", "fc8080808080");
        section(
                cases, 20, false, "eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80",
                "edbfbf");
        section(
                cases,
                21,
                false,
                "eda080edb080",
                "eda080edbfbf",
                "edadbfedb080",
                "edadbfedbfbf",
                "edae80edb080",
                "edae80edbfbf",
                "edafbfedb080",
                "edafbfedbfbf");
        section(cases, 22, true, nonCharacters());
        section(
                cases, 23, true, "efbfb9", "efbfba", "efbfbb", "efbfbc", "efbfbd", "efbfbe",
                "efbfbf");
    }

    private static void section(Cases cases, int section, boolean valid, String... sequences) {
        for (int i = 0; i < sequences.length; i++) {
            byte[] text = HexFormat.of().parseHex(sequences[i]);
            cases.add(
                    "6." + section + "." + (i + 1),
                    valid ? valid(text, Integer.MAX_VALUE) : invalid(text, Integer.MAX_VALUE));
        }
    }

    private static String range(int from, int to, String each) {
        StringBuilder all = new StringBuilder();
        for (int value = from; value <= to; value++) {
            all.append(HexFormat.of().toHexDigits((byte) value)).append(each);
        }
        return all.toString();
    }

    private static String[] nonCharacters() {
        List<String> all = new ArrayList<>();
        for (int plane = 0; plane <= 16; plane++) {
            for (int low = 0xFFFE; low <= 0xFFFF; low++) {
                byte[] encoded =
                        new String(Character.toChars(plane << 16 | low))
                                .getBytes(StandardCharsets.UTF_8);
                all.add(HexFormat.of().formatHex(encoded));
            }
        }
        return all.toArray(String[]::new);
    }

    // ---------------------------------------------------------------- 7: closing

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("closing")
    void s7_closing(String number, Role role, Script script) throws Exception {
        play(role, script);
    }

    static Stream<Arguments> closing() {
        Cases cases = new Cases();
        cases.add(
                "7.1.1",
                peer -> {
                    peer.text("Hello World!");
                    peer.close(1000, "");
                    peer.expectText("Hello World!");
                    peer.expectClose(1000);
                });
        cases.add(
                "7.1.2",
                peer -> {
                    peer.close(1000, "");
                    peer.close(1000, "");
                    peer.expectClose(1000);
                });
        cases.add(
                "7.1.3",
                peer -> {
                    peer.close(1000, "");
                    peer.ping("");
                    peer.expectClose(1000);
                });
        cases.add(
                "7.1.4",
                peer -> {
                    peer.close(1000, "");
                    peer.text("Hello World!");
                    peer.expectClose(1000);
                });
        cases.add(
                "7.1.5",
                peer -> {
                    peer.send(false, TEXT, "fragment1");
                    peer.close(1000, "");
                    peer.send(true, 0, "fragment2");
                    peer.expectClose(1000);
                });
        cases.add(
                "7.1.6",
                peer -> {
                    String large = "BAsd7&jh23".repeat(26_214);
                    peer.text(large);
                    peer.text("Hello World!");
                    peer.close(1000, "");
                    peer.ping("");
                    peer.expectText(large);
                    peer.expectText("Hello World!");
                    peer.expectClose(1000);
                });
        cases.add("7.3.1", closedBy(new byte[0], 1005));
        cases.add("7.3.2", closedBy(new byte[] {'a'}, 1002));
        cases.add("7.3.3", closedBy(closePayload(1000, new byte[0]), 1000));
        cases.add("7.3.4", closedBy(closePayload(1000, bytes("Hello World!")), 1000));
        cases.add("7.3.5", closedBy(closePayload(1000, bytes(stars(123))), 1000));
        cases.add("7.3.6", closedBy(closePayload(1000, bytes(stars(124))), 1002));
        cases.add("7.5.1", closedBy(closePayload(1000, tooHigh()), 1007));
        int[] good = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999};
        for (int i = 0; i < good.length; i++) {
            cases.add("7.7." + (i + 1), closedBy(closePayload(good[i], new byte[0]), good[i]));
        }
        int[] bad = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999};
        for (int i = 0; i < bad.length; i++) {
            cases.add("7.9." + (i + 1), closedBy(closePayload(bad[i], new byte[0]), 1002));
        }
        cases.add("7.13.1", closedBy(closePayload(5000, new byte[0]), 1002));
        cases.add("7.13.2", closedBy(closePayload(65535, new byte[0]), 1002));
        return cases.stream();
    }

    private static Script closedBy(byte[] payload, int answer) {
        return peer -> {
            peer.send(true, 0, CLOSE, payload);
            peer.expectClose(answer);
        };
    }

    // ---------------------------------------------------------------- 9: limits

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("limits")
    void s9_limits(String number, Role role, Script script) throws Exception {
        play(role, script);
    }

    static Stream<Arguments> limits() {
        Cases cases = new Cases();
        int[] sizes = {64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, 16 << 20};
        int[] fragments = {
            64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20
        };
        int[] chops = {64, 128, 256, 512, 1024, 2048};
        int[] roundTrips = {0, 16, 64, 256, 1024, 4096};
        int[] opcodes = {TEXT, BINARY};
        for (int kind = 0; kind < 2; kind++) {
            int opcode = opcodes[kind];
            for (int i = 0; i < 6; i++) {
                String last = "." + (i + 1);
                int size = sizes[i];
                int chop = chops[i];
                int small = roundTrips[i];
                cases.add(
                        "9." + (1 + kind) + last,
                        peer -> {
                            echoed(peer, opcode, size, size);
                            closeWell(peer);
                        });
                cases.add(
                        "9." + (5 + kind) + last,
                        peer -> {
                            peer.chop(chop);
                            echoed(peer, opcode, 1 << 20, 1 << 20);
                            closeWell(peer);
                        });
                cases.add(
                        "9." + (7 + kind) + last,
                        peer -> {
                            for (int round = 0; round < 1000; round++) {
                                echoed(peer, opcode, small, Integer.MAX_VALUE);
                            }
                            closeWell(peer);
                        });
            }
            for (int i = 0; i < fragments.length; i++) {
                int fragment = fragments[i];
                cases.add(
                        "9." + (3 + kind) + "." + (i + 1),
                        peer -> {
                            echoed(peer, opcode, 4 << 20, fragment);
                            closeWell(peer);
                        });
            }
        }
        return cases.stream();
    }

    private static void echoed(ScriptedPeer peer, int opcode, int size, int fragment)
            throws Exception {
        byte[] payload = opcode == TEXT ? bytes(stars(size)) : noise(size);
        peer.fragmented(opcode, 0, payload, fragment);
        peer.expect(opcode, payload);
    }

    // ---------------------------------------------------------------- 10: the rest

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rest")
    void s10_autoFragmentation(String number, Role role, Script script) throws Exception {
        play(role, script);
    }

    static Stream<Arguments> rest() {
        Cases cases = new Cases();
        cases.add(
                "10.1.1",
                peer -> {
                    echoed(peer, TEXT, 65536, 1300);
                    closeWell(peer);
                });
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("counts")
    void thereAreAsManyCasesAsInTheSuite(Stream<Arguments> cases, int count) {
        assertEquals(count, cases.count() / 2);
    }

    static Stream<Arguments> counts() {
        return Stream.of(
                Arguments.of(framing(), 16),
                Arguments.of(pings(), 11),
                Arguments.of(reservedBits(), 7),
                Arguments.of(opcodes(), 10),
                Arguments.of(fragments(), 20),
                Arguments.of(utf8(), 145),
                Arguments.of(closing(), 37),
                Arguments.of(limits(), 54),
                Arguments.of(rest(), 1));
    }
}
