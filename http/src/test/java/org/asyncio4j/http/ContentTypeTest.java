package org.asyncio4j.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;

@Timeout(10)
class ContentTypeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    text/html                            | text/html
                    Text/HTML;Charset="utf-8"            | text/html; charset=utf-8
                    text/html ; charset = utf-8 ; x = y  | text/html; charset=utf-8; x=y
                    text/html; charset="a\\"b\\\\c"      | text/html; charset="a\\"b\\\\c"
                    text/html; charset="utf-8            | text/html; charset=utf-8
                    text/html; a="x;y"; b=z              | text/html; a="x;y"; b=z
                    text/html;; ; charset; =x; a=1; a=2  | text/html; a=1
                    text/html; a b=c                     | text/html
                    text/html; a=                        | text/html; a=""
                    text/html; a=b c                     | text/html; a="b c"
                    text                                 | application/octet-stream
                    text/                                | application/octet-stream
                    /html                                | application/octet-stream
                    text/html/x                          | application/octet-stream
                    text html/x                          | application/octet-stream
                    tëxt/html                            | application/octet-stream
                    """)
    void parsing(String header, String expected) {
        assertEquals(expected, ContentType.parse(header).toString());
    }

    @Test
    void nothingIsUnknownBytes() {
        assertEquals(ContentType.OCTET_STREAM, ContentType.parse(null));
        assertEquals(ContentType.OCTET_STREAM, ContentType.parse(""));
        assertEquals(ContentType.OCTET_STREAM, ContentType.parse(";;;=\"\\"));
    }

    @Test
    void controlCharactersInParametersAreLeftOut() {
        assertEquals("text/html", ContentType.parse("text/html; a=\"\r\n\"").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "text/html; charset=utf-8", "text/ht ml", "", "/", "a/b\r\nC: d"})
    void wrongTypesAreRefused(String type) {
        assertThrows(IllegalArgumentException.class, () -> ContentType.of(type));
    }

    @Test
    void wrongParametersAreRefused() {
        ContentType type = ContentType.of("text/html");
        assertThrows(IllegalArgumentException.class, () -> type.withParameter("a b", "c"));
        assertThrows(IllegalArgumentException.class, () -> type.withParameter("a", "c\r\nd"));
        assertThrows(IllegalArgumentException.class, () -> type.withParameter("a", "\0"));
    }

    @Test
    void charsets() {
        assertEquals(
                StandardCharsets.ISO_8859_1, ContentType.parse("a/b; charset=LATIN1").charset());
        assertNull(ContentType.parse("a/b").charset());
        assertNull(ContentType.parse("a/b; charset=x-none").charset());
        assertNull(ContentType.parse("a/b; charset=\"!?\"").charset());
        assertEquals(
                "text/plain; charset=iso-8859-15",
                ContentType.TEXT
                        .withCharset(java.nio.charset.Charset.forName("latin9"))
                        .toString());
    }

    @Test
    void kinds() {
        assertTrue(ContentType.parse("application/problem+json").isJson());
        assertTrue(ContentType.JSON.isJson());
        assertFalse(ContentType.HTML.isJson());
        assertTrue(ContentType.parse("image/svg+xml").isText());
        assertFalse(ContentType.of("image/png").isText());
        assertTrue(ContentType.HTML.matches("text/*"));
        assertTrue(ContentType.HTML.matches("TEXT/HTML"));
        assertTrue(ContentType.HTML.matches("*/*"));
        assertFalse(ContentType.HTML.matches("text/ht*"));
        assertFalse(ContentType.of("textual/x").matches("text/*"));
        assertEquals("B", ContentType.parse("multipart/mixed; Boundary=B").boundary());
    }

    @ParameterizedTest
    @CsvSource({
        "index.html, text/html",
        "a/b.c/app.JS, text/javascript",
        "style.css, text/css",
        "data.json, application/json",
        "logo.svg, image/svg+xml",
        "photo.jpeg, image/jpeg",
        "app.wasm, application/wasm",
        "font.woff2, font/woff2",
        "site.webmanifest, application/manifest+json",
        "backup.tar.gz, application/gzip",
        "noending, application/octet-stream",
        "dir.d/noending, application/octet-stream",
        "what.is-this, application/octet-stream",
        ".html, text/html",
        "trailing., application/octet-stream"
    })
    void typesOfFiles(String name, String type) {
        assertEquals(type, ContentType.ofFileName(name).toString());
    }

    @Test
    void parametersCannotBeChanged() {
        Map<String, String> parameters = ContentType.TEXT.parameters();
        assertThrows(UnsupportedOperationException.class, () -> parameters.put("a", "b"));
    }
}
