package org.asyncio4j.launcher;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Makes one jar of the library's and those it needs, for a class path. */
final class Merge {

    private static final String NATIVE = "META-INF/native/";

    /** How the paths of native code in jars name this system. */
    private static final String SYSTEM = system();

    private static final String PROCESSOR = processor();

    private Merge() {}

    /**
     * Writes {@code library.jar} and, where there is any for this system, a folder {@code native}
     * with the native code in it.
     *
     * @param args the folder for the results; a file that names the jars that the library needs,
     *     relative to where it is; the jars of the library itself
     */
    public static void main(String[] args) throws IOException {
        Path results = Path.of(args[0]);
        Path list = Path.of(args[1]);
        var jars = new ArrayList<Path>();
        for (String jar : List.of(args).subList(2, args.length)) {
            jars.add(Path.of(jar));
        }
        for (String jar : Files.readString(list).strip().split(File.pathSeparator)) {
            jars.add(list.resolveSibling(jar));
        }
        Map<String, byte[]> entries = entriesOf(jars);
        write(entries, results.resolve("library.jar"));
        if (System.getProperty("os.name").equals("Linux")) {
            unpackNativeCode(entries, Files.createDirectory(results.resolve("native")));
        }
    }

    private static Map<String, byte[]> entriesOf(List<Path> jars) throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        for (Path jar : jars) {
            try (var zip = new ZipFile(jar.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    if (isWanted(entry)) {
                        byte[] content = zip.getInputStream(entry).readAllBytes();
                        entries.merge(entry.getName(), content, joiner(entry.getName()));
                    }
                }
            }
        }
        return entries;
    }

    private static boolean isWanted(ZipEntry entry) {
        String name = entry.getName();
        return !entry.isDirectory()
                && !name.endsWith("module-info.class")
                && !name.equals("META-INF/MANIFEST.MF")
                && !name.equals("META-INF/INDEX.LIST")
                && !name.startsWith("META-INF/maven/")
                && (!isNativeCode(name) || isForThisSystem(name));
    }

    private static boolean isNativeCode(String name) {
        return name.matches(".*\\.(so|dll|dylib|jnilib)");
    }

    /** Netty's own, which is small, says it in other words; what is of no use does no harm. */
    private static boolean isForThisSystem(String name) {
        return name.startsWith(NATIVE)
                || name.matches(".*" + SYSTEM + ".*") && name.matches(".*" + PROCESSOR + ".*");
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac")
                ? "(darwin|osx|mac)"
                : name.startsWith("win") ? "win" : name.replaceAll("[^a-z].*", "");
    }

    private static String processor() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "(amd64|x86_64)";
            case "aarch64", "arm64" -> "(aarch_?64|arm64)";
            case String other -> other;
        };
    }

    /** What the jars say together of their services and versions; else the first one is right. */
    private static BinaryOperator<byte[]> joiner(String name) {
        boolean isText = name.startsWith("META-INF/services/") || name.endsWith(".properties");
        return isText ? Merge::lines : (first, _) -> first;
    }

    private static byte[] lines(byte[] first, byte[] second) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.write('\n');
        both.writeBytes(second);
        return both.toByteArray();
    }

    /** Not compressed: faster to read. */
    private static void write(Map<String, byte[]> entries, Path jar) throws IOException {
        boolean isMultiRelease =
                entries.keySet().stream().anyMatch(name -> name.startsWith("META-INF/versions/"));
        String manifest =
                "Manifest-Version: 1.0\n" + (isMultiRelease ? "Multi-Release: true\n" : "");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.setMethod(ZipOutputStream.STORED);
            add(zip, "META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8));
            for (var entry : entries.entrySet()) {
                add(zip, entry.getKey(), entry.getValue());
            }
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var checksum = new CRC32();
        checksum.update(content);
        var entry = new ZipEntry(name);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static void unpackNativeCode(Map<String, byte[]> entries, Path folder)
            throws IOException {
        for (var entry : entries.entrySet()) {
            if (entry.getKey().startsWith(NATIVE)) {
                Path file = folder.resolve(entry.getKey().substring(NATIVE.length()));
                Files.write(file, entry.getValue());
            }
        }
    }
}
