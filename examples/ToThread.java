// What would block the loop, such as reading a file, belongs into a thread: toThread(...).
// It returns what the body returns and throws what it throws, here an IOException.

import static org.asyncio4j.Asyncio.*;

long countLines(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
        return lines.count();
    }
}

void main() throws IOException {
    run(() -> {
        Path file = Files.createTempFile("poem", ".txt");
        toThread(() -> Files.writeString(file, "Roses are red,\nviolets are blue.\n"));
        IO.println(toThread(() -> countLines(file)) + " lines");

        toThread(() -> Files.delete(file));
        try {
            toThread(() -> countLines(file));
        } catch (NoSuchFileException e) {
            IO.println("The file is gone.");
        }
    });
}
