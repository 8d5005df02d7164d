package org.asyncio4j.http.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

@Timeout(10)
class SafeFileNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a.txt             | a.txt
                    größe 日本.txt    | größe 日本.txt
                    ../../etc/passwd  | passwd
                    C:\\dir\\x.exe    | x.exe
                    C:x.exe           | C_x.exe
                    \\\\host\\share   | share
                    a/                | file
                    ..                | file
                    ...a...           | a
                    .htaccess         | htaccess
                    a\\0b\\r\\nc      | a__c
                    a<b>"c?e*f:g      | a_b__c_e_f_g
                    CON               | _CON
                    nul.txt           | _nul.txt
                    com1.tar.gz       | _com1.tar.gz
                    console           | console
                    ` a `             | a
                    ``                | file
                    """)
    void b39_names(String name, String expected) {
        if (name.startsWith("a\\0")) {
            assertEquals("a_b__c", SafeFileName.of("a\0b\r\nc"));
        } else {
            assertEquals(expected, SafeFileName.of(name, StandardCharsets.UTF_8));
        }
    }

    @Test
    void noName() {
        assertEquals("file", SafeFileName.of(null));
        assertEquals("a_gpj.exe", SafeFileName.of("a\u202Egpj.exe"));
    }

    @Test
    void whatTheSystemCannotWrite() {
        assertEquals("gr__e_.txt", SafeFileName.of("größe\u20ac.txt", StandardCharsets.US_ASCII));
        assertEquals("x__", SafeFileName.of("x\ud83d\ude00", StandardCharsets.US_ASCII));
    }

    @Test
    void longNamesKeepTheirEnding() {
        String name = SafeFileName.of("ä".repeat(5000) + ".jpeg", StandardCharsets.UTF_8);
        assertTrue(name.endsWith("ä.jpeg"), name);
        assertTrue(name.getBytes(StandardCharsets.UTF_8).length <= 200);
        assertEquals(200, SafeFileName.of("x".repeat(300)).length());
        String smile = "\ud83d\ude00";
        String cut = SafeFileName.of("x".repeat(199) + smile + "yy", StandardCharsets.UTF_8);
        assertEquals("x".repeat(199), cut);
        assertEquals(200, SafeFileName.of("x." + "y".repeat(300)).length());
    }

    @Test
    @Timeout(3)
    void b39_dotsInTheMiddleTakeNoTime() {
        String dots = "a" + ".".repeat(100_000) + "b"; // Quadratic effort would take a minute.
        assertTrue(SafeFileName.of(dots).startsWith("a."));
        assertEquals("a", SafeFileName.of(" .".repeat(100_000) + "a" + ". ".repeat(100_000)));
    }

    @Test
    void b39_noiseStaysInItsDirectory() {
        String characters = "./\\ :*?\"<>|\0\r\n\u202e\ud83d\ude00aäß~%$CONPRN1";
        Path folder = Path.of("/uploads");
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder name = new StringBuilder();
            for (int i = random.nextInt(400); i > 0; i--) {
                name.append(characters.charAt(random.nextInt(characters.length())));
            }
            String safe = SafeFileName.of(name.toString());
            assertEquals(folder, folder.resolve(safe).normalize().getParent(), "seed " + seed);
            assertTrue(safe.getBytes(StandardCharsets.UTF_8).length <= 200, "seed " + seed);
        }
    }
}
