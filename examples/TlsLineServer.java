// A server of lines in TLS, with a certificate made for the occasion, and a client that trusts it.
// Trust and certificates may be PEM files, key stores or an SSLContext of the JDK.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.TlsOptions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

void reverse(Connection client) throws IOException {
    for (String line : client.lines()) {
        client.write(new StringBuilder(line).reverse() + "\n");
    }
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
    ServerOptions secure = ServerOptions.DEFAULT.withTls(TlsOptions.server(context(store)));
    ConnectOptions trusting =
            ConnectOptions.DEFAULT.withTls(TlsOptions.client().withTrust(certificate));
    run(() -> {
        try (Server server = startServer(this::reverse, "127.0.0.1", 0, secure)) {
            try (Connection client = openConnection("127.0.0.1", server.port(), trusting)) {
                IO.println(client.tls().orElseThrow().protocol());
                client.write("not a word in clear\n");
                IO.println(client.readLine());
            }
            try {
                openConnection("127.0.0.1", server.port(), ConnectOptions.DEFAULT.withTls());
            } catch (IOException e) {
                IO.println("Who does not know the certificate does not trust it");
            }
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
