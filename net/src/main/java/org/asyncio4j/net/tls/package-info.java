/**
 * TLS over any stream: the JDK's engine, driven by the tasks that send and receive, and what it is
 * given: certificates and keys from files. Knows neither sockets nor options.
 */
package org.asyncio4j.net.tls;
