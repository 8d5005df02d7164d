package org.asyncio4j.http.peers;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.badinput.Site;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;

/** Our server under load: no answer is missing or wrong. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class WrkTest {
    @TempDir Path folder;

    @BeforeAll
    static void needsWrk() {
        Peer.require("sh", "-c", "command -v wrk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hello", "/stream", "/large", "/compressed"})
    void load(String path) throws Exception {
        Files.write(folder.resolve("large"), new byte[100_000]);
        try (Site site = Site.start(new PeerApplication(folder)::routes)) {
            String told = Peer.run("wrk", "-t1", "-c64", "-d2s", site.url(path));
            assertTrue(told.contains("requests in "), told);
            assertFalse(told.contains("Non-2xx"), told);
            assertFalse(told.contains("Socket errors"), told);
        }
    }
}
