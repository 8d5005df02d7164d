package org.asyncio4j.http.websocket;

/**
 * What both ends have agreed on in the opening hand-shake.
 *
 * @param protocol the subprotocol; null for none
 * @param compression null for none
 */
public record Agreement(String protocol, Compression compression) {
    /** Neither subprotocol nor compression. */
    public static final Agreement NONE = new Agreement(null, null);
}
