package org.asyncio4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.util.List;

class MarkdownTest {
    @Test
    void findsBlocksWithTheirLinesAndKinds() {
        assertEquals(
                List.of(
                        new Block("a.md", 3, "java", "", "one\ntwo\n"),
                        new Block("a.md", 8, "text (output)", "", "three\n")),
                Markdown.blocks(
                        "a.md", "Text\n```java\none\ntwo\n```\n\n```text (output)\nthree\n```\n"));
    }

    @Test
    void aCommentRightBeforeABlockIsItsMarker() {
        String text = "<!-- members:\nint a;\n-->\n\n```java\nb\n```\n```java\nc\n```\n";
        assertEquals(
                List.of("members:\nint a;", ""),
                Markdown.blocks("a.md", text).stream().map(Block::marker).toList());
    }

    @Test
    void aCommentBeforeOtherTextIsNobodysMarker() {
        assertEquals("", Markdown.blocks("a.md", "<!-- x -->\nText\n```java\n```").get(0).marker());
    }

    @Test
    void refusesWhatCouldHideABlock() {
        List.of("```java\nno end\n", "- list\n  ```java\n  ```\n", "<!-- no end\n")
                .forEach(text ->
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> Markdown.blocks("a.md", text)));
    }
}
