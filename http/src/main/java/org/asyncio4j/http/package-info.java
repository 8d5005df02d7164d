/**
 * What the HTTP client and the HTTP server have in common: headers, bodies, forms, WebSockets,
 * events.
 */
package org.asyncio4j.http;
