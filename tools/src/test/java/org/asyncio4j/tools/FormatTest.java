package org.asyncio4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class FormatTest {

    private static final String UGLY = "void main( ){IO.println(1);}\n";
    private static final String PRETTY = "void main() {\n    IO.println(1);\n}\n";

    @TempDir Path root;

    private String run(boolean apply) throws IOException {
        return new Format(root, root.resolve("target/formatted")).run(apply);
    }

    @Test
    void checkNamesTheFileAndChangesNothing() throws IOException {
        Path file = Files.writeString(root.resolve("Ugly.java"), UGLY);

        String complaint = run(false);

        assertTrue(complaint.contains("Ugly.java"), complaint);
        assertEquals(UGLY, Files.readString(file));
    }

    @Test
    void applyFormatsAndThenCheckIsContent() throws IOException {
        Path file = Files.writeString(root.resolve("Ugly.java"), UGLY);

        assertEquals("", run(true));
        assertEquals(PRETTY, Files.readString(file));
        assertEquals("", run(false));
    }

    @Test
    void aFileThatBecomesUglyIsSeenInSpiteOfTheMemory() throws IOException {
        Path file = Files.writeString(root.resolve("A.java"), PRETTY);
        assertEquals("", run(false));

        Files.writeString(file, UGLY);

        assertTrue(run(false).contains("A.java"));
    }

    @Test
    void aFileThatDoesNotParseIsNamed() throws IOException {
        Files.writeString(root.resolve("Broken.java"), "void main( {\n");

        assertTrue(run(true).contains("Broken.java"));
    }

    @Test
    void generatedAndHiddenFoldersAreLeftAlone() throws IOException {
        for (String folder : new String[] {"target", ".cache", "node_modules"}) {
            Files.createDirectories(root.resolve(folder));
            Files.writeString(root.resolve(folder).resolve("Ugly.java"), UGLY);
        }

        assertEquals("", run(false));
    }

    @Test
    void java25IsUnderstood() throws IOException {
        String source =
                """
                import module java.base;

                record Point(int x, int y) {}

                void main() {
                    if ((Object) new Point(1, 2) instanceof Point(var x, _)) IO.println(x);
                }
                """;
        Files.writeString(root.resolve("Modern.java"), source);

        assertEquals("", run(false));
    }
}
