package org.asyncio4j.http.server;

import static org.asyncio4j.http.server.TestSite.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.http.server.TestSite.Answer;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.List;

@Timeout(20)
class NormalizePathTest {
    private final Application app = new Application();
    private TestSite site;

    private void serve(NormalizePath middleware) throws IOException {
        app.middleware(middleware);
        app.get("/with/", request -> Response.text("with"));
        app.get("/without", request -> Response.text("without"));
        app.get("/{x}/{y}/", request -> Response.text("both"));
        site = new TestSite(app);
    }

    @AfterEach
    void close() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    private static String asked(String path) throws IOException {
        Answer answer = ask("GET " + path);
        return answer.status() + " " + answer.header("Location");
    }

    @AsyncTest
    void appendsASlash(SimulatedNetwork network) throws IOException {
        serve(NormalizePath.appendSlash());
        assertEquals("308 /with/", asked("/with"));
        assertEquals("308 /with/?a=b&c", asked("/with?a=b&c"));
        assertEquals("200 null", asked("/with/"));
        assertEquals("200 null", asked("/without"));
        assertEquals("404 null", asked("/without/"));
        assertEquals("404 null", asked("/nothing"));
        assertEquals("308 /a/b/", asked("/a//b"));
        assertEquals("308 /a%2Fb/%C3%A9/", asked("/a%2Fb/%C3%A9"));
        assertEquals("308 /without", asked("//without"));
    }

    @AsyncTest
    void removesSlashes(SimulatedNetwork network) throws IOException {
        serve(NormalizePath.removeSlash().withStatus(301));
        assertEquals("301 /without", asked("/without/"));
        assertEquals("301 /without", asked("/without///"));
        assertEquals("200 null", asked("/with/"));
    }

    @AsyncTest
    void mergesOnlyIfItShall(SimulatedNetwork network) throws IOException {
        serve(NormalizePath.appendSlash().withMergeSlashes(false));
        assertEquals("404 null", asked("/a//b"));
        assertEquals("308 /a/b/", asked("/a/b"));
    }

    @AsyncTest
    void b49_neverLeadsToAnotherHost(SimulatedNetwork network) throws IOException {
        serve(NormalizePath.appendSlash());
        for (String path :
                List.of(
                        "//evil.com/x",
                        "///evil.com//x",
                        "/%5Cevil.com/x",
                        "//evil.com/%2e%2e",
                        "http://test//evil.com/x",
                        "/.//evil.com/x")) {
            Answer answer = ask("GET " + path);
            String location = answer.header("Location");
            boolean isLocal =
                    location == null || Locations.local(location, "elsewhere").equals(location);
            assertEquals(true, isLocal, path + " leads to " + location);
        }
    }

    @Test
    void onlyStatusesOfRedirections() {
        assertThrows(
                IllegalArgumentException.class, () -> NormalizePath.appendSlash().withStatus(200));
    }
}
