/**
 * WebSockets: the opening hand-shake over headers, frames, compression, and the conversation on a
 * pair of streams. Knows nothing of requests and connections to servers.
 */
package org.asyncio4j.http.websocket;
