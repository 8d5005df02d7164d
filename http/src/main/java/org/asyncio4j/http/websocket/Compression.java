package org.asyncio4j.http.websocket;

import org.asyncio4j.http.WebSocketOptions;

import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * How one end compresses by permessage-deflate, and its negotiation (RFC 7692, section 7).
 *
 * @param sendTakeover whether what is sent may refer to earlier messages
 * @param sendWindowBits how far back it refers: 2 to the power of this
 * @param receiveTakeover whether what is received may refer to earlier messages
 */
record Compression(boolean sendTakeover, int sendWindowBits, boolean receiveTakeover) {
    static final String NAME = "permessage-deflate";

    private static final String SERVER_NO_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_NO_TAKEOVER = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String CLIENT_BITS = "client_max_window_bits";
    private static final Set<String> FLAGS = Set.of(SERVER_NO_TAKEOVER, CLIENT_NO_TAKEOVER);
    private static final Set<String> SIZES = Set.of(SERVER_BITS, CLIENT_BITS);

    // ---------------------------------------------------------------- a client

    /** What a client offers. A server may always limit what the client sends. */
    static String offer(WebSocketOptions options) {
        String bits = options.windowBits() == 15 ? "" : "=" + options.windowBits();
        String takeover =
                options.contextTakeover()
                        ? ""
                        : "; " + SERVER_NO_TAKEOVER + "; " + CLIENT_NO_TAKEOVER;
        return NAME + "; " + CLIENT_BITS + bits + takeover;
    }

    /**
     * What a server's answer means for its client.
     *
     * <p>A server that keeps its context though the client has asked it not to is borne with: that
     * costs the client memory, and nothing else.
     *
     * @throws IllegalArgumentException if it is no answer to the offer; the message says why
     */
    static Compression answered(Extension answer, WebSocketOptions options) {
        if (!answer.name().equals(NAME) || !options.compression()) {
            throw new IllegalArgumentException(
                    "it has the extension " + answer.name() + ", which was not offered");
        }
        Map<String, String> parameters = answer.parameters();
        requireValid(parameters, false);
        return new Compression(
                options.contextTakeover() && !parameters.containsKey(CLIENT_NO_TAKEOVER),
                bits(parameters, CLIENT_BITS, options.windowBits()),
                !parameters.containsKey(SERVER_NO_TAKEOVER));
    }

    // ---------------------------------------------------------------- a server

    /** What a server makes of a client's offer; null if it is not one that can be accepted. */
    static Compression accepting(Extension offer, WebSocketOptions options) {
        Map<String, String> parameters = offer.parameters();
        if (!offer.name().equals(NAME) || !isValid(parameters)) {
            return null;
        }
        return new Compression(
                options.contextTakeover() && !parameters.containsKey(SERVER_NO_TAKEOVER),
                bits(parameters, SERVER_BITS, options.windowBits()),
                options.contextTakeover() && !parameters.containsKey(CLIENT_NO_TAKEOVER));
    }

    private static boolean isValid(Map<String, String> parameters) {
        try {
            requireValid(parameters, true);
            return true;
        } catch (IllegalArgumentException declined) {
            return false;
        }
    }

    /** What a server answers that has accepted. */
    String answer() {
        StringJoiner answer = new StringJoiner("; ").add(NAME);
        if (!sendTakeover) {
            answer.add(SERVER_NO_TAKEOVER);
        }
        if (!receiveTakeover) {
            answer.add(CLIENT_NO_TAKEOVER);
        }
        if (sendWindowBits < 15) {
            answer.add(SERVER_BITS + "=" + sendWindowBits);
        }
        return answer.toString();
    }

    // ---------------------------------------------------------------- parameters

    /** Only an offer may have the client's window bits without a number. */
    private static void requireValid(Map<String, String> parameters, boolean isOffer) {
        parameters.forEach((name, value) -> {
            boolean valid =
                    FLAGS.contains(name)
                            ? value == null
                            : SIZES.contains(name)
                                    && (value == null
                                            ? isOffer && name.equals(CLIENT_BITS)
                                            : isWindowBits(value));
            if (!valid) {
                throw new IllegalArgumentException(
                        "its parameter "
                                + name
                                + (value == null ? "" : "=" + value)
                                + " is none of "
                                + NAME);
            }
        });
    }

    /** 8 to 15, without a leading zero. */
    private static boolean isWindowBits(String value) {
        return value.matches("[89]|1[0-5]");
    }

    private static int bits(Map<String, String> parameters, String name, int own) {
        String value = parameters.get(name);
        return value == null ? own : Math.min(own, Integer.parseInt(value));
    }
}
