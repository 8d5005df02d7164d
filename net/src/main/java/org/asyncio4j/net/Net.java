package org.asyncio4j.net;

import org.asyncio4j.net.protocol.DatagramProtocol;
import org.asyncio4j.net.protocol.DatagramTransport;
import org.asyncio4j.net.protocol.StreamProtocol;
import org.asyncio4j.net.protocol.Transport;
import org.asyncio4j.net.protocol.TransportAndProtocol;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * The verbs of the network: {@code import static org.asyncio4j.net.Net.*;}
 *
 * <pre>{@code
 * try (Server server = startServer(this::echo, "127.0.0.1", 8888)) {
 *     server.serveForever();
 * }
 * }</pre>
 *
 * <p>All are for tasks of a loop, whose own thread does the I/O: by epoll on Linux, by the JDK's
 * selectors elsewhere, or as the system property {@code asyncio4j.io} says ({@code epoll}, {@code
 * io_uring}, {@code nio}).
 */
public final class Net {
    private Net() {}

    // ---------------------------------------------------------------- connections

    /** {@link #openConnection(String, int, ConnectOptions)} with the usual options. */
    public static Connection openConnection(String host, int port) throws IOException {
        return openConnection(host, port, ConnectOptions.DEFAULT);
    }

    /**
     * Connects to a server over TCP: {@code asyncio.open_connection}.
     *
     * <p>Looks up the host's addresses and tries them in turn, alternating between IPv6 and IPv4.
     * The next one is tried as soon as one has failed, or beside it after {@link
     * ConnectOptions#happyEyeballsDelay}; the first that answers wins, the others are closed.
     * {@code TCP_NODELAY} is set.
     *
     * <p>Gives way: yes. Cancellation: all attempts are closed. Woken by: the network.
     *
     * @param host a name or an address
     * @throws java.net.UnknownHostException if the host has no address
     * @throws java.net.ConnectException if none of its addresses can be connected to; it says why
     *     for each
     * @throws java.net.SocketTimeoutException if it took longer than {@link ConnectOptions#timeout}
     * @throws javax.net.ssl.SSLException if the TLS hand-shake failed
     * @throws IllegalArgumentException if the port is not between 0 and 65535
     * @throws IllegalStateException outside of a loop
     */
    public static Connection openConnection(String host, int port, ConnectOptions options)
            throws IOException {
        return Connector.connect(host, Requirements.port(port), options);
    }

    /** {@link #openUnixConnection(String, ConnectOptions)} to a socket's file. */
    public static Connection openUnixConnection(Path path) throws IOException {
        return openUnixConnection(path.toString(), ConnectOptions.DEFAULT);
    }

    /**
     * Connects to a Unix socket: {@code asyncio.open_unix_connection}.
     *
     * <p>Gives way: only if the server's backlog is full. Cancellation: the attempt is closed.
     *
     * @param path of the socket's file; on Linux a name that begins with NUL is an abstract one
     * @throws java.net.ConnectException if nobody listens there; it says why
     */
    public static Connection openUnixConnection(String path, ConnectOptions options)
            throws IOException {
        return Connector.connectUnix(path, options);
    }

    // ---------------------------------------------------------------- servers

    /** {@link #startServer(ConnectionHandler, String, int, ServerOptions)} as usual. */
    public static Server startServer(ConnectionHandler handler, String host, int port)
            throws IOException {
        return startServer(handler, host, port, ServerOptions.DEFAULT);
    }

    /**
     * Listens for TCP connections, and runs the handler for each in a task of its own: {@code
     * asyncio.start_server}.
     *
     * <p>Gives way: only to look up a name. Cancellation: nothing is left listening.
     *
     * @param host an address or a name, all of whose addresses are listened on; null or empty for
     *     all interfaces
     * @param port 0 for a free one, which {@link Server#port} tells
     * @throws java.net.BindException if an address is in use or not this machine's; it says which
     * @throws IllegalStateException outside of a loop
     */
    public static Server startServer(
            ConnectionHandler handler, String host, int port, ServerOptions options)
            throws IOException {
        return startServer(handler, List.of(host == null ? "" : host), port, options);
    }

    /** {@link #startServer(ConnectionHandler, String, int, ServerOptions)} on several hosts. */
    public static Server startServer(
            ConnectionHandler handler, List<String> hosts, int port, ServerOptions options)
            throws IOException {
        return Listening.start(handler, hosts, Requirements.port(port), options);
    }

    /** {@link #startUnixServer(ConnectionHandler, String, ServerOptions)} as usual. */
    public static Server startUnixServer(ConnectionHandler handler, Path path) throws IOException {
        return startUnixServer(handler, path.toString(), ServerOptions.DEFAULT);
    }

    /**
     * Listens on a Unix socket: {@code asyncio.start_unix_server}. A socket's file that a former
     * server has left is replaced; the server's own is deleted when it closes, unless another has
     * taken its place.
     *
     * <p>Gives way: no.
     *
     * @param path of the socket's file; on Linux a name that begins with NUL is an abstract one
     * @throws java.net.BindException if there is a file that is no socket, or the path cannot be
     *     used
     */
    public static Server startUnixServer(
            ConnectionHandler handler, String path, ServerOptions options) throws IOException {
        return Listening.startUnix(handler, path, options);
    }

    // ---------------------------------------------------------------- datagrams

    /** {@link #createDatagramEndpoint(DatagramOptions)} that receives at an address. */
    public static DatagramEndpoint createDatagramEndpoint(SocketAddress localAddress)
            throws IOException {
        return createDatagramEndpoint(DatagramOptions.DEFAULT.withLocalAddress(localAddress));
    }

    /**
     * {@link #createDatagramEndpoint(DatagramOptions)} that is connected.
     *
     * @param localAddress null for a free port
     */
    public static DatagramEndpoint createDatagramEndpoint(
            SocketAddress localAddress, SocketAddress remoteAddress) throws IOException {
        return createDatagramEndpoint(
                DatagramOptions.DEFAULT
                        .withLocalAddress(localAddress)
                        .withRemoteAddress(remoteAddress));
    }

    /**
     * Makes an endpoint of UDP or of Unix datagrams: {@code loop.create_datagram_endpoint}, with
     * calls that wait in the place of a protocol.
     *
     * <p>A name is looked up, and its addresses are tried in turn. A Unix socket's file that a
     * former endpoint has left is replaced; the endpoint's own is deleted when it closes, unless
     * another has taken its place.
     *
     * <p>Gives way: only to look up a name. Cancellation: nothing is left open.
     *
     * @throws java.net.BindException if the local address is in use or not this machine's
     * @throws java.net.ConnectException if there is no way to the remote address
     * @throws java.net.UnknownHostException if a host has no address
     * @throws IOException if the engine has no such sockets: Unix datagrams need epoll or io_uring
     * @throws IllegalStateException outside of a loop
     */
    public static DatagramEndpoint createDatagramEndpoint(DatagramOptions options)
            throws IOException {
        return DatagramOpening.open(options);
    }

    // ---------------------------------------------------------------- transports and protocols

    /** {@link #createConnection(Supplier, String, int, ConnectOptions)} with the usual options. */
    public static <P extends StreamProtocol> TransportAndProtocol<Transport, P> createConnection(
            Supplier<? extends P> protocolFactory, String host, int port) throws IOException {
        return createConnection(protocolFactory, host, port, ConnectOptions.DEFAULT);
    }

    /**
     * Connects to a server over TCP, and has a protocol called back: {@code
     * loop.create_connection}. For protocols that come from asyncio; {@link #openConnection} is the
     * one to write new code with.
     *
     * <p>Gives way: yes. Cancellation: the connection is closed. Woken by: the network, the return
     * of {@code connectionMade}.
     *
     * @param protocolFactory makes the protocol when the connection is there
     * @throws IOException as {@link #openConnection} does
     */
    public static <P extends StreamProtocol> TransportAndProtocol<Transport, P> createConnection(
            Supplier<? extends P> protocolFactory, String host, int port, ConnectOptions options)
            throws IOException {
        return Protocols.connect(protocolFactory, () -> openConnection(host, port, options));
    }

    /**
     * Connects to a Unix socket, and has a protocol called back: {@code
     * loop.create_unix_connection}.
     *
     * <p>Gives way: yes. Cancellation: the connection is closed. Woken by: the server, the return
     * of {@code connectionMade}.
     *
     * @throws IOException as {@link #openUnixConnection} does
     */
    public static <P extends StreamProtocol>
            TransportAndProtocol<Transport, P> createUnixConnection(
                    Supplier<? extends P> protocolFactory, String path, ConnectOptions options)
                    throws IOException {
        return Protocols.connect(protocolFactory, () -> openUnixConnection(path, options));
    }

    /** {@link #createServer(Supplier, String, int, ServerOptions)} as usual. */
    public static Server createServer(
            Supplier<? extends StreamProtocol> protocolFactory, String host, int port)
            throws IOException {
        return createServer(protocolFactory, host, port, ServerOptions.DEFAULT);
    }

    /**
     * Listens for TCP connections, and has a protocol of its own called back for each: {@code
     * loop.create_server}.
     *
     * <p>Gives way, cancellation, parameters: as {@link #startServer(ConnectionHandler, String,
     * int, ServerOptions)}.
     *
     * @param protocolFactory makes the protocol of a client that has connected
     * @throws IOException as {@code startServer} does
     */
    public static Server createServer(
            Supplier<? extends StreamProtocol> protocolFactory,
            String host,
            int port,
            ServerOptions options)
            throws IOException {
        return startServer(Protocols.handler(protocolFactory), host, port, options);
    }

    /**
     * Listens on a Unix socket, and has a protocol of its own called back for each client: {@code
     * loop.create_unix_server}.
     *
     * <p>Gives way: no.
     *
     * @throws IOException as {@link #startUnixServer} does
     */
    public static Server createUnixServer(
            Supplier<? extends StreamProtocol> protocolFactory, String path, ServerOptions options)
            throws IOException {
        return startUnixServer(Protocols.handler(protocolFactory), path, options);
    }

    /**
     * Makes an endpoint of datagrams, and has a protocol called back: {@code
     * loop.create_datagram_endpoint}. For protocols that come from asyncio; {@link
     * #createDatagramEndpoint(DatagramOptions)} is the one to write new code with.
     *
     * <p>Gives way: yes. Cancellation: the endpoint is closed. Woken by: the return of {@code
     * connectionMade}.
     *
     * @throws IOException as {@link #createDatagramEndpoint(DatagramOptions)} does
     */
    public static <P extends DatagramProtocol>
            TransportAndProtocol<DatagramTransport, P> createDatagramEndpoint(
                    Supplier<? extends P> protocolFactory, DatagramOptions options)
                    throws IOException {
        return Protocols.open(protocolFactory, options);
    }

    /**
     * Goes on in TLS: {@code loop.start_tls}. What was written goes out first. Nothing of what the
     * peer sends before the hand-shake is over reaches a protocol.
     *
     * <p>Gives way: yes. Cancellation: the connection is closed. Woken by: the peer, the
     * hand-shake's time-out.
     *
     * @param transport of a connection that is not in TLS; it cannot be written to any more
     * @param protocol is called back from now on; its {@code connectionMade} is not
     * @return the transport that the protocol must use from now on
     * @throws javax.net.ssl.SSLException if the hand-shake fails; the connection is closed then
     * @throws IllegalStateException if the transport is closing or in TLS
     */
    public static Transport startTls(
            Transport transport, StreamProtocol protocol, TlsOptions options) throws IOException {
        return Protocols.startTls(transport, protocol, options);
    }

    // ---------------------------------------------------------------- names

    /** {@link #getAddrInfo(String, ResolverOptions)} as usual. */
    public static List<InetAddress> getAddrInfo(String host) throws UnknownHostException {
        return getAddrInfo(host, ResolverOptions.DEFAULT);
    }

    /**
     * The addresses of a host: {@code loop.getaddrinfo}. At least one; in the order in which they
     * should be tried, which is the JDK's: IPv4 first, unless the system property {@code
     * java.net.preferIPv6Addresses} says otherwise, and in a family as the name server says.
     *
     * <p>Addresses, the hosts file's names and {@code localhost} are answered at once. For the rest
     * the loop itself asks the name servers of {@code /etc/resolv.conf}, with its search domains,
     * and takes up no thread. It remembers an answer for as long as the answer says, also that a
     * name does not exist. Tasks that look up the same name at the same time share one question.
     *
     * <p>The system's own resolver is asked instead, through the JDK in a thread, for what only it
     * may know: this machine's own name, names like {@code printer.local}, everything where {@code
     * /etc/resolv.conf} names no servers, on macOS and on Windows. The system property {@code
     * asyncio4j.dns} decides for all names: {@code jdk} for the system's resolver (where names come
     * from LDAP, say), {@code loop} for the loop's.
     *
     * <p>Look-ups of libraries by {@link InetAddress} inside a task come here too, and do not stop
     * the loop. The JDK remembers those by itself, for 30 seconds (the security property {@code
     * networkaddress.cache.ttl}). From a class initialiser, where a task cannot give way, the JDK's
     * own resolver is asked, and the loop stands until it answers.
     *
     * <p>Gives way: unless it is known already. Cancellation: leaves the others who ask the same in
     * peace. Woken by: the network.
     *
     * @param host a name, an address, or an IPv6 address in brackets; a dot at its end keeps it out
     *     of the search domains
     * @throws UnknownHostException if the host has no address, or not of this family, or nobody
     *     answers; it says which, and who was asked. At once for what can be no host, which {@code
     *     127.1} counts as: it is a way round checks of addresses.
     * @throws IllegalStateException outside of a loop
     */
    public static List<InetAddress> getAddrInfo(String host, ResolverOptions options)
            throws UnknownHostException {
        return Names.addressesOf(host, options);
    }

    /** {@link #getNameInfo(InetAddress, ResolverOptions)} as usual. */
    public static String getNameInfo(InetAddress address) throws UnknownHostException {
        return getNameInfo(address, ResolverOptions.DEFAULT);
    }

    /**
     * The name of an address, or the address as text if it has none: {@code loop.getnameinfo}.
     *
     * <p>The name is what the owner of the address claims: do not take it for a proof.
     *
     * <p>Gives way, cancellation: as {@link #getAddrInfo(String, ResolverOptions)}.
     *
     * @throws UnknownHostException if nobody answers; it says who was asked
     * @throws IllegalStateException outside of a loop
     */
    public static String getNameInfo(InetAddress address, ResolverOptions options)
            throws UnknownHostException {
        return Names.nameOf(address, options);
    }
}
