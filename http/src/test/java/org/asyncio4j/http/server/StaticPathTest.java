package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

@Timeout(10)
class StaticPathTest {
    @Test
    void namesAreDecodedOnce() {
        assertEquals(List.of("a", "b c", "ä%"), StaticPath.parse("/a/b%20c/%C3%A4%25").names());
        assertEquals(List.of("%2e%2e"), StaticPath.parse("%252e%252e").names());
        assertEquals(List.of("a+b"), StaticPath.parse("a+b").names());
        assertEquals(List.of("..."), StaticPath.parse("/...").names());
    }

    @Test
    void aSlashAtTheEndIsAFolders() {
        assertTrue(StaticPath.parse("a/").isFolder());
        assertTrue(StaticPath.parse("/").isFolder());
        assertFalse(StaticPath.parse("a").isFolder());
        assertFalse(StaticPath.parse("").isFolder());
        assertEquals(List.of(), StaticPath.parse("/").names());
        assertEquals(List.of("a"), StaticPath.parse("a/").names());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "/..",
                "/../secret",
                "dir/../../x",
                "/%2e%2e/",
                "%2e%2e%2fsecret",
                "%2E./secret",
                ".%2e/secret",
                "a/./b",
                ".",
                "//etc/passwd",
                "a//b",
                "///",
                "%2fetc/passwd",
                "a%2Fb",
                "..\\secret",
                "..%5csecret",
                "a\\b",
                "%5C%5Chost%5Cshare",
                "a%00.html",
                "%",
                "%2",
                "%zz",
                "%ff",
                "%c0%ae%c0%ae/secret",
                "%ed%a0%80"
            })
    void b43_whatLeadsAnywhereElseLeadsNowhere(String rawPath) {
        assertNull(StaticPath.parse(rawPath, false));
        assertNull(StaticPath.parse(rawPath, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C:",
                "c:/x",
                "C:%5cx",
                "a:b",
                "file.txt::$DATA",
                "CON",
                "con.txt",
                "a/NUL",
                "com1.a.b",
                "Lpt9",
                "conin$",
                "a.",
                "a%20",
                "a/...",
                "a%3fb",
                "a*",
                "a%22",
                "a%0a",
                "nul%20.txt"
            })
    void b43_onWindowsAlsoDrivesAndDevices(String rawPath) {
        assertNull(StaticPath.parse(rawPath, true));
        assertNotNull(StaticPath.parse(rawPath.replace("%5c", ""), false));
    }

    @Test
    void hiddenIsWhatBeginsWithADot() {
        assertTrue(StaticPath.parse(".git/config").isHidden());
        assertTrue(StaticPath.parse("a/.env").isHidden());
        assertTrue(StaticPath.parse("%2eenv").isHidden());
        assertTrue(StaticPath.parse("a/.well-known/x").isHidden());
        assertTrue(StaticPath.parse(".well-known/.x").isHidden());
        assertFalse(StaticPath.parse(".well-known/security.txt").isHidden());
        assertFalse(StaticPath.parse("a.b/c.d").isHidden());
    }

    @Test
    void noTextLeadsOutOfTheFolder() {
        long seed = 43;
        Random random = new Random(seed);
        Path root = Path.of("/srv/www");
        String[] pieces = {
            "..", ".", "/", "%2e", "%2f", "\\", "%5c", "%", "%25", "a", "%00", "C:", "%c0%af", "2e"
        };
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(8); n >= 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            StaticPath way = StaticPath.parse(text.toString(), false);
            Path file = way == null ? null : way.from(root);
            if (file != null) {
                String at = "seed " + seed + ": " + text;
                assertTrue(file.normalize().startsWith(root), at);
                assertEquals(root.getNameCount() + way.names().size(), file.getNameCount(), at);
            }
        }
    }
}
