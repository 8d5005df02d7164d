package org.asyncio4j.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The examples in the Javadoc: every {@code <pre>{@code …}</pre>}.
 *
 * <p>One that has a {@code main} is a program; others are statements, or what {@code
 * javadoc/Name.txt} in the resources makes of them: the lines of that file around a line {@code //
 * EXAMPLE}. The second example of a class has {@code Name-2.txt}.
 */
final class JavadocExamples {
    private static final Pattern EXAMPLE =
            Pattern.compile("<pre>\\{@code\\n(.*?)\\n[ *]*}</pre>", Pattern.DOTALL);
    private static final Pattern OTHER_FORMS =
            Pattern.compile("\\{@snippet|<pre><code>|<pre>\\{@code [^\\n]");
    private static final String PLACE = "// EXAMPLE\n";

    private JavadocExamples() {}

    /** Reads all examples of the sources in {@code folder}. */
    static List<Sample> in(Path folder) throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
                addFile(file, samples);
            }
        }
        return samples;
    }

    private static void addFile(Path file, List<Sample> samples) throws IOException {
        String source = Files.readString(file);
        if (OTHER_FORMS.matcher(source).find()) {
            throw new IllegalArgumentException(
                    file + ": an example in a form that is not looked for: use <pre>{@code");
        }
        String type = typeOf(file);
        Matcher examples = EXAMPLE.matcher(source);
        int found = 0;
        while (examples.find()) {
            found++;
            int line = (int) source.substring(0, examples.start(1)).lines().count();
            String text =
                    examples.group(1).replaceAll("(?m)^ *\\* ?", "").replace("…", "/* … */") + "\n";
            String context = found == 1 ? type : type + "-" + found;
            samples.add(sample(new Block(type + ".java", line + 1, "java", "", text), context));
        }
        if (found != source.split(Pattern.quote("<pre>{@code"), -1).length - 1) {
            throw new IllegalArgumentException(file + ": an example without an end");
        }
    }

    /** The type, and for a package's description the package. */
    private static String typeOf(Path file) {
        String name = file.getFileName().toString().replace(".java", "");
        return name.equals("package-info") ? file.getParent().getFileName() + "-package" : name;
    }

    private static Sample sample(Block block, String context) throws IOException {
        try (var file = JavadocExamples.class.getResourceAsStream("/javadoc/" + context + ".txt")) {
            if (file != null) {
                return inContext(block, new String(file.readAllBytes(), "UTF-8"));
            }
        }
        return block.text().contains("void main()")
                ? Samples.members(block, "")
                : Samples.fragment(block, "");
    }

    private static Sample inContext(Block block, String context) {
        int place = context.indexOf(PLACE);
        if (place < 0) {
            throw new IllegalArgumentException(block.where() + ": its context lacks " + PLACE);
        }
        String text =
                context.substring(0, place)
                        + block.text()
                        + context.substring(place + PLACE.length());
        return Samples.members(new Block(block.file(), block.line(), block.info(), "", text), "");
    }
}
