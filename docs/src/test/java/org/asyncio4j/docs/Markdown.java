package org.asyncio4j.docs;

import java.util.ArrayList;
import java.util.List;

/** Finds the fenced blocks of a Markdown file, and the comments right before them. */
final class Markdown {
    private static final String FENCE = "```";
    private static final String COMMENT = "<!--";
    private static final String COMMENT_END = "-->";

    private final String file;
    private final List<String> lines;
    private final List<Block> blocks = new ArrayList<>();
    private String marker = "";
    private int next;

    private Markdown(String file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
    }

    /**
     * The blocks in their order.
     *
     * @throws IllegalArgumentException if a fence or comment has no end, or a fence is indented, so
     *     that it could be overlooked
     */
    static List<Block> blocks(String file, String text) {
        Markdown markdown = new Markdown(file, text);
        while (markdown.next < markdown.lines.size()) {
            markdown.readLine();
        }
        return markdown.blocks;
    }

    private void readLine() {
        String line = lines.get(next++);
        if (line.startsWith(FENCE)) {
            int first = next + 1;
            blocks.add(new Block(file, first, line.substring(3).strip(), marker, upTo(FENCE)));
            marker = "";
        } else if (line.startsWith(COMMENT)) {
            next--;
            marker = comment();
        } else if (line.contains(FENCE)) {
            throw new IllegalArgumentException(file + ":" + next + ": a fence must begin its line");
        } else if (!line.isBlank()) {
            marker = "";
        }
    }

    private String upTo(String end) {
        int first = next;
        StringBuilder text = new StringBuilder();
        while (next < lines.size()) {
            String line = lines.get(next++);
            if (line.startsWith(end)) {
                return text.toString();
            }
            text.append(line).append('\n');
        }
        throw new IllegalArgumentException(file + ":" + first + ": no " + end + " from here on");
    }

    private String comment() {
        int first = next + 1;
        StringBuilder text = new StringBuilder();
        while (next < lines.size()) {
            String line = lines.get(next++);
            text.append(line).append('\n');
            if (line.contains(COMMENT_END)) {
                String all = text.toString();
                return all.substring(COMMENT.length(), all.indexOf(COMMENT_END)).strip();
            }
        }
        throw new IllegalArgumentException(file + ":" + first + ": a comment without an end");
    }
}
