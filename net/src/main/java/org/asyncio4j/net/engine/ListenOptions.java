package org.asyncio4j.net.engine;

/**
 * How to listen.
 *
 * @param backlog how many connections the system may keep until they are accepted
 * @param reuseAddress whether it takes a port on which connections of a former listener linger
 * @param reusePort whether other listeners may share the port
 * @param bothFamilies whether IPv6's wildcard address takes IPv4's connections, too
 */
public record ListenOptions(
        int backlog, boolean reuseAddress, boolean reusePort, boolean bothFamilies) {}
