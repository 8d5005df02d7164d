/**
 * What client and server ask of a version of the protocol: messages in and out, whatever their
 * bytes look like. {@code http1} is one; HTTP/2 would be another.
 */
package org.asyncio4j.http.wire;
