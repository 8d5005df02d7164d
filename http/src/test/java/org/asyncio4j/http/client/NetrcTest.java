package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

@Timeout(10)
class NetrcTest {
    @Test
    void entriesAreFoundByHost() {
        Netrc netrc =
                Netrc.parse(
                        """
                        # A comment with a machine in it: machine evil login a password b
                        machine a.example login anna password secret
                        machine b.example
                            login otto
                            password "two words"
                            account x
                        macdef init
                        machine evil login x password y

                        machine a.example login second password ignored
                        machine c.example password #hash\\ blank
                        default login anonymous password me@here
                        """);
        assertEquals(new Netrc.Entry("anna", "secret"), netrc.find("a.example"));
        assertEquals(new Netrc.Entry("otto", "two words"), netrc.find("b.example"));
        assertEquals(new Netrc.Entry("", "#hash blank"), netrc.find("c.example"));
        assertEquals(new Netrc.Entry("anonymous", "me@here"), netrc.find("evil"));
        assertEquals(BasicAuth.encode("anna", "secret"), netrc.find("a.example").authorization());
        assertFalse(netrc.toString().contains("secret"));
    }

    @Test
    void withoutADefaultOthersAreUnknown() {
        assertNull(Netrc.parse("machine a login b password c").find("b"));
        assertNull(Netrc.parse("").find("a"));
        assertNull(Netrc.parse("machine").find("a"));
        assertEquals(new Netrc.Entry("", ""), Netrc.parse("machine a login").find("a"));
        assertEquals(new Netrc.Entry("", "x"), Netrc.parse("machine a password \"x").find("a"));
        assertEquals(
                new Netrc.Entry("b", ""),
                Netrc.parse("macdef m\r\nx\r\n\r\nmachine a login b").find("a"));
        assertNull(Netrc.parse("macdef m\nmachine a login b").find("a"));
    }

    @Test
    void theFileIsReadFromWhereTheEnvironmentSays(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("secrets");
        Files.writeString(file, "machine a login b password ü");
        Netrc netrc = run(() -> Netrc.load(Map.of("NETRC", file.toString())));
        assertEquals(new Netrc.Entry("b", "ü"), netrc.find("a"));
    }

    @Test
    void aFileThatIsNotThereOrIsNoneIsEmpty(@TempDir Path folder) {
        Path missing = folder.resolve("missing");
        assertNull(run(() -> Netrc.load(Map.of("NETRC", missing.toString()))).find("a"));
        assertNull(run(() -> Netrc.load(Map.of("NETRC", folder.toString()))).find("a"));
    }

    /** A redirect may lead to anybody. */
    @Test
    void theDefaultIsForHostsThatTheProgramNames(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("secrets");
        Files.writeString(file, "machine a login b password c default login d password e");
        var environment = new Environment(Map.of("NETRC", file.toString()));
        URI named = URI.create("http://a/");
        URI other = URI.create("http://other/");
        run(() -> {
            String known = BasicAuth.encode("b", "c");
            assertEquals(known, environment.authorizationFor(named, false));
            assertEquals(known, environment.authorizationFor(named, true));
            assertEquals(BasicAuth.encode("d", "e"), environment.authorizationFor(other, false));
            assertNull(environment.authorizationFor(other, true));
        });
    }
}
