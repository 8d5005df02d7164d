package org.asyncio4j.launcher.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.launcher.Misuse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

class FetchOptionsTest {
    private static final String URL = "http://host/x";

    @Test
    void withoutOptionsFourAtATimeIntoTheFolderOneIsIn() throws Misuse {
        assertEquals(
                new FetchOptions(List.of(URL), Path.of(""), null, 4, 3, false, false),
                FetchOptions.parse(URL));
    }

    @Test
    void optionsMayBeAnywhere() throws Misuse {
        String other = "HTTPS://host:80/?x";

        assertEquals(
                new FetchOptions(List.of(URL, other), Path.of("f"), null, 9, 0, true, true),
                FetchOptions.parse(
                        "-q", URL, "--parallel=9", "-O", "f", "--retries", "0", other, "--force"));
    }

    @Test
    void aDashIsTheStandardOutput() throws Misuse {
        assertTrue(FetchOptions.parse(URL, "-o", "-").isForStandardOutput());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "host/x",
                "//host/x",
                "http:",
                "http:///x",
                "http:x",
                "file:///x",
                "javascript:alert(1)",
                "http://a b",
                "http://[x"
            })
    void whatIsNoUrlIsRefused(String url) {
        assertThrows(Misuse.class, () -> FetchOptions.parse(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-j=0", "-j1001", "--retries=-1", "-z", "--quiet=yes", "-O"})
    void whatMakesNoSenseIsRefused(String option) {
        assertThrows(Misuse.class, () -> FetchOptions.parse(URL, option));
    }
}
