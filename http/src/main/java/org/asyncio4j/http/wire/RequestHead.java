package org.asyncio4j.http.wire;

import org.asyncio4j.http.Headers;

/**
 * What comes before the body of a request.
 *
 * @param method in capitals
 * @param target as in the request line: a path with a query, an absolute URL, an authority for
 *     {@code CONNECT}, or an asterisk
 * @param version such as {@code HTTP/1.1}
 * @param headers read-only where it was received
 */
public record RequestHead(String method, String target, String version, Headers headers) {}
