package org.asyncio4j.docs;

/**
 * A fenced block of a Markdown file.
 *
 * @param file the file's name
 * @param line the number of the block's first line, behind the fence
 * @param info what stands behind the opening fence
 * @param marker the text of the comment right before the block; empty without one
 * @param text the lines of the block
 */
record Block(String file, int line, String info, String marker, String text) {
    String where() {
        return file + ":" + line;
    }
}
