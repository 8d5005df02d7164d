package org.asyncio4j.http.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Random;

@Timeout(10)
class ContentDispositionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "NULL",
            textBlock =
                    """
                    attachment                                          | NULL
                    attachment; filename=a.txt                          | a.txt
                    attachment; filename="a b.txt"                      | a b.txt
                    attachment; FileName="a\\"b\\\\c"                   | a"b\\c
                    attachment; filename="a%22b"                        | a"b
                    attachment; filename="../../x"                      | ../../x
                    attachment; filename="C:\\dir\\x"                   | C:\\dir\\x
                    attachment; filename=                               | ``
                    attachment; filename=""                             | ``
                    attachment; filename="a;b=c"                        | a;b=c
                    attachment; filename="open                          | open
                    attachment; filename*=UTF-8''%C3%A4.txt             | ä.txt
                    attachment; filename*=utf-8'de'%C3%A4; filename=x   | ä
                    attachment; filename*=iso-8859-1''%E4               | ä
                    attachment; filename*=nonsense''%E4; filename=x     | x
                    attachment; filename*=nonsense''%E4                 | NULL
                    attachment; filename*=ISO-2022-CN''a%20b            | NULL
                    attachment; filename*=x-JISAutoDetect''a%20b; filename=x | x
                    attachment; filename*=''x; filename=y               | y
                    attachment; filename*=UTF-8''%zz; filename=x        | x
                    attachment; filename*=UTF-8''%FF; filename=x        | x
                    attachment; filename*=UTF-8''a%00b                  | a\0b
                    attachment; filename*=x; filename=y                 | y
                    attachment; filename*0=a; filename*1=b              | ab
                    attachment; filename*0*=UTF-8''%C3; filename*1*=%A4; filename*2="%41" | ä%41
                    attachment; filename*1=b; filename=x                | x
                    ; filename=x                                        | x
                    form data; filename=x                               | x
                    """)
    void b39_fileNames(String header, String expected) {
        String wanted = expected == null ? null : expected.replace("\\0", "\0");
        assertEquals(wanted, ContentDisposition.parse(header).fileName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ";", "=", "\"", "; filename*=", "; filename*='", "*=''", "\0", "; *0="})
    void b39_nonsenseIsRead(String header) {
        assertEquals(
                ContentDisposition.parse(null).name(), ContentDisposition.parse(header).name());
    }

    @Test
    void b39_noiseNeverThrows() {
        String characters = "aA0;=\"\\'%*/ \t\0\r\nfilename*ä\u00ff";
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder header = new StringBuilder("form-data; filename");
            for (int i = random.nextInt(20); i > 0; i--) {
                header.append(characters.charAt(random.nextInt(characters.length())));
            }
            ContentDisposition parsed = ContentDisposition.parse(header.toString());
            assertTrue(parsed.type().isEmpty() || parsed.type().startsWith("form-data"), "" + seed);
        }
    }

    @Test
    void namesInUtf8ThatWereReadAsBytes() {
        String header = "form-data; name=\"größe\"; filename=\"日本.txt\"";
        String asBytes =
                new String(header.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        ContentDisposition parsed = ContentDisposition.parse(asBytes);
        assertEquals(new ContentDisposition("form-data", "größe", "日本.txt"), parsed);
        assertEquals("ä", ContentDisposition.parse("inline; filename=\u00e4").fileName());
    }

    @Test
    void writing() {
        assertEquals(
                "attachment; filename=\"a.txt\"",
                ContentDisposition.attachment("a.txt").toString());
        assertEquals(
                "inline; filename=\"?\\\"\\\\?\"; filename*=UTF-8''%C3%BC%22%5C%E2%82%AC",
                ContentDisposition.inline("ü\"\\€").toString());
        assertEquals(
                "attachment; filename=\"a??b\"; filename*=UTF-8''a%0D%0Ab",
                ContentDisposition.attachment("a\r\nb").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.txt", "größe 日本*.txt", "a\"b\\c", "100%.txt", "a'b", "%22", "\r\n", ""})
    void thereAndBack(String name) {
        String header = ContentDisposition.attachment(name).toString();
        String expected = name.equals("%22") ? "\"" : name; // As browsers escape it.
        assertEquals(expected, ContentDisposition.parse(header).fileName());
    }
}
