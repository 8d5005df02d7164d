// A protocol that begins in clear and goes on in TLS, as mail servers do, on the same connection.
// The client asks, both sides switch; what was agreed on is in the connection's tls().

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.TlsOptions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

void serve(Connection client, TlsOptions tls) throws IOException {
    for (String command : client.lines()) {
        switch (command) {
            case "STARTTLS" -> {
                client.write("220 go ahead\n");
                client.startTls(tls);
            }
            case "SECRET" ->
                    client.write(client.tls().isPresent() ? "250 42\n" : "530 not in clear\n");
            default -> client.write("500 what?\n");
        }
    }
}

String ask(Connection server, String command) throws IOException {
    server.write(command + "\n");
    return server.readLine();
}

void main() throws Exception {
    Path folder = Files.createTempDirectory("tls");
    Path store = folder.resolve("server.p12");
    Path certificate = folder.resolve("server.pem");
    keytool(
            "-genkeypair",
            "-keyalg",
            "EC",
            "-alias",
            "server",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=dns:localhost,ip:127.0.0.1",
            "-keystore",
            store.toString());
    keytool(
            "-exportcert",
            "-rfc",
            "-alias",
            "server",
            "-keystore",
            store.toString(),
            "-file",
            certificate.toString());
    TlsOptions serverSide = TlsOptions.server(context(store));
    TlsOptions clientSide = TlsOptions.client().withTrust(certificate);
    run(() -> {
        try (Server server = startServer(c -> serve(c, serverSide), "127.0.0.1", 0);
                Connection connection = openConnection("127.0.0.1", server.port())) {
            IO.println(ask(connection, "SECRET"));
            IO.println(ask(connection, "STARTTLS"));
            connection.startTls(clientSide);
            IO.println(ask(connection, "SECRET"));
        }
    });
}

static final String PASSWORD = "only for this example";

// The JDK's tool, in a process of its own, before the loop runs.
void keytool(String... arguments) throws IOException, InterruptedException {
    var command = new java.util.ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(java.util.List.of(arguments));
    command.addAll(java.util.List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
        throw new IOException("keytool has failed: " + command);
    }
}

SSLContext context(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
}
