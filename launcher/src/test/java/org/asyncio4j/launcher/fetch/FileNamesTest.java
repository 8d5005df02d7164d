package org.asyncio4j.launcher.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

class FileNamesTest {
    @ParameterizedTest
    @CsvSource({
        "http://host/a/page.txt,page.txt",
        "http://host/a/page.txt?x=/y#z,page.txt",
        "http://host,index.html",
        "http://host/,index.html",
        "http://host/folder/,index.html",
        "http://host/%C3%A4%20b.txt,ä b.txt",
        "http://host/a+b,a+b",
        "http://host/..%2f..%2fetc%2fpasswd,passwd",
        "http://host/..,index.html",
        "http://host/%2e%2e,index.html",
        "http://host/.bashrc,_.bashrc",
        "http://host/-rf,_-rf",
        "http://host/C:%5cx%5cy.exe,y.exe",
        "http://host/a%00b%0ac,a_b_c",
        "http://host/%ff,�",
        "http://host/nul.txt,_nul.txt",
        "http://host/a%3ab%2ac,a_b_c",
        "http://host/name.%20.,name",
    })
    void aNameIsTheEndOfTheUrl(String url, String expected) {
        assertEquals(expected, new FileNames().of(URI.create(url)));
    }

    @Test
    void noTwoAreTheSame() {
        FileNames names = new FileNames();

        assertEquals("a.txt", names.of(URI.create("http://1/a.txt")));
        assertEquals("a-2.txt", names.of(URI.create("http://2/a.txt")));
        assertEquals("A-3.txt", names.of(URI.create("http://3/A.txt")));
        assertEquals("b", names.of(URI.create("http://1/b")));
        assertEquals("b-2", names.of(URI.create("http://2/b")));
    }

    @Test
    void directionsOfTextAreNotTurned() {
        assertEquals("photo_gpj.exe", FileNames.safe("photo\u202egpj.exe"));
        assertEquals("a?b?", FileNames.printable("a\033b\u009b"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://host/a@b,http://host/a@b",
        "http://user:secret@host/a@b,http://host/a@b",
        "http://user@host,http://host",
        "http://a@b@host:80/x,http://host:80/x"
    })
    void passwordsAreNotShown(String url, String expected) {
        assertEquals(expected, FileNames.withoutPassword(url));
    }

    @Test
    void longNamesKeepTheirEnding() {
        String name = FileNames.safe("ä".repeat(300) + ".tar.gz");

        assertTrue(name.endsWith("ä.gz") || name.endsWith(".tar.gz"), name);
        assertTrue(name.getBytes(StandardCharsets.UTF_8).length <= 230, name);
        assertTrue(FileNames.safe("x." + "y".repeat(300)).length() <= 230);
        assertTrue(FileNames.safe("𝄞".repeat(300)).codePoints().allMatch(c -> c == 0x1d11e));
    }

    @Test
    void whateverItIsItIsAFileInTheFolder() {
        long seed = 39;
        Random random = new Random(seed);
        String characters = "../\\:\0\n\t ~-ab.\u202e\"'<>|?*ä\ud800$`;&";
        Path folder = Path.of("/some/folder");
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            String name = FileNames.safe(text.toString());
            Path file = folder.resolve(name);
            String at = "seed " + seed + ": " + text;
            assertEquals(folder, file.normalize().getParent(), at);
            assertFalse(name.startsWith(".") || name.startsWith("-") || name.endsWith("."), at);
        }
    }
}
