/** Connections, servers, datagrams and names on the loop's own I/O. */
package org.asyncio4j.net;
