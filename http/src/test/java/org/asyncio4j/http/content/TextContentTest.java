package org.asyncio4j.http.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.Asyncio;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.TextDecodingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

@Timeout(10)
class TextContentTest {
    private static final ContentType PLAIN = ContentType.of("text/plain");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    UTF-8        | Übermut tut selten gut.
                    windows-1251 | Это обычный русский текст, в котором достаточно слов, чтобы угадать его кодировку.
                    KOI8-R       | Съешь же ещё этих мягких французских булок, да выпей чаю.
                    Shift_JIS    | 日本語の文章をここに書きます。漢字とひらがなとカタカナ。
                    EUC-JP       | 日本語の文章をここに書きます。漢字とひらがなとカタカナ。
                    Big5         | 這是一個用來測試的中文句子，看看能不能認出來。
                    EUC-KR       | 이것은 문자 인코딩을 알아내기 위한 한국어 문장입니다.
                    windows-1253 | Αυτή είναι μια ελληνική πρόταση για δοκιμή της κωδικοποίησης.
                    """)
    void c30_charsetsAreDetected(String charset, String text) {
        byte[] bytes = text.getBytes(Charset.forName(charset));
        assertEquals(text, decode(bytes, PLAIN, null));
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32LE"})
    void c30_byteOrderMarks(String charset) {
        byte[] bytes = "\uFEFFhä".getBytes(Charset.forName(charset));
        assertEquals("hä", decode(bytes, PLAIN, null));
        assertEquals(Charset.forName(charset), detect(bytes));
    }

    @Test
    void c30_theHeaderCountsMost() {
        byte[] utf8 = "ä".getBytes(StandardCharsets.UTF_8);
        assertEquals("Ã¤", decode(utf8, ContentType.parse("a/b; charset=latin1"), null));
        assertEquals("ä", decode(utf8, ContentType.parse("a/b; charset=x-no"), null));
    }

    @Test
    void c30_theFallbackIsAskedWhereNothingIsKnown() {
        byte[] bytes = {(byte) 0xE4};
        ContentType json = ContentType.JSON;
        byte[] unclear = {(byte) 0x81, (byte) 0x8D, 'a'};
        assertNull(detect(unclear));
        assertEquals("\u0403\u040Ca", decode(unclear, PLAIN, _ -> Charset.forName("windows-1251")));
        assertEquals("\uFFFD\uFFFDa", decode(unclear, PLAIN, _ -> null));
        assertEquals("\uFFFD", decode(bytes, json, _ -> StandardCharsets.ISO_8859_1));
    }

    @Test
    void aLongTextIsUtf8ToItsEnd() {
        byte[] bytes = ("a".repeat(200_000) + "ä").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals('ä', decode(bytes, PLAIN, null).charAt(200_000));
        byte[] utf8 = ("a".repeat(32 * 1024 - 1) + "ä").getBytes(StandardCharsets.UTF_8);
        assertEquals(StandardCharsets.UTF_8, detect(utf8));
    }

    @Test
    void nothingIsEmpty() {
        assertEquals("", decode(new byte[0], PLAIN, null));
    }

    @Test
    void b40_strictlyDecodedTextIsRightOrRefused() throws TextDecodingException {
        byte[] latin = {'a', (byte) 0xE4};
        assertThrows(TextDecodingException.class, () -> TextContent.decodeStrictly(latin, PLAIN));
        ContentType said = ContentType.parse("a/b; charset=latin1");
        assertEquals("aä", TextContent.decodeStrictly(latin, said));
        ContentType unknown = ContentType.parse("a/b; charset=none");
        assertThrows(TextDecodingException.class, () -> TextContent.decodeStrictly(latin, unknown));
        byte[] marked = "\uFEFFx".getBytes(StandardCharsets.UTF_8);
        assertEquals("x", TextContent.decodeStrictly(marked, PLAIN));
    }

    private static String decode(
            byte[] bytes, ContentType type, Function<byte[], Charset> fallback) {
        return Asyncio.run(() -> TextContent.decode(bytes, type, fallback));
    }

    private static Charset detect(byte[] bytes) {
        return Asyncio.run(() -> TextContent.detect(bytes));
    }
}
