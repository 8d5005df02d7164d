package org.asyncio4j.http.badinput;

import static org.asyncio4j.http.badinput.Visitor.visit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.http.client.SessionOptions;
import org.asyncio4j.http.client.TlsError;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;
import org.asyncio4j.net.TlsOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import java.nio.file.Path;

/** Connections whose TLS was checked for one name or trust serve no other: row B74. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class PooledTlsTest {
    private static Path certificate(String name) throws Exception {
        return Path.of(
                PooledTlsTest.class.getResource("/org/asyncio4j/net/certificates/" + name).toURI());
    }

    @Test
    void b74_otherTlsIsAnotherConnection() throws Exception {
        TlsOptions own =
                TlsOptions.server(certificate("server.pem"), certificate("server-key.pem"));
        ServeOptions options =
                ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0).withQuiet(true).withTls(own);
        TlsOptions trusting = TlsOptions.client().withTrust(certificate("authority.pem"));
        try (Site site =
                Site.start(app -> app.get("/hello", request -> Response.text("Hello")), options)) {
            String url = "https://127.0.0.1:" + site.port() + "/hello";
            visit(
                    SessionOptions.DEFAULT,
                    session -> {
                        assertEquals("Hello", session.get(url).tls(trusting).text());
                        assertThrows(TlsError.class, () -> session.get(url).text());
                        TlsOptions named = trusting.withServerName("other.invalid");
                        assertThrows(TlsError.class, () -> session.get(url).tls(named).text());
                        assertEquals("Hello", session.get(url).tls(trusting).text());
                    });
            site.log().clear();
        }
    }
}
