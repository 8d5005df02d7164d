package org.asyncio4j.http.wire;

import org.asyncio4j.http.Headers;

/**
 * What comes before the body of a response.
 *
 * @param status the number
 * @param reason the phrase behind it; empty if there was none, null for the usual one
 * @param version such as {@code HTTP/1.1}
 * @param headers without those that say how the body is framed where it is to be sent; read-only
 *     where it was received
 */
public record ResponseHead(int status, String reason, String version, Headers headers) {}
