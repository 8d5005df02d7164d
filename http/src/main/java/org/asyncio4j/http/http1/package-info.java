/**
 * HTTP/1.1 and 1.0 on the wire: heads, bodies, and a connection's life on either side. RFC 9112.
 */
package org.asyncio4j.http.http1;
