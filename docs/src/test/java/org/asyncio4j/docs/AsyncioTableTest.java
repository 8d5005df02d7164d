package org.asyncio4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table from asyncio to asyncio4j has every name of the one, and no wrong one of the other; nor
 * has that from aiohttp.
 */
class AsyncioTableTest {
    private static final Path DOCS = Path.of(System.getProperty("asyncio4j.root"), "docs");
    private static final List<String> PACKAGES =
            List.of(
                    "org.asyncio4j.",
                    "org.asyncio4j.sync.",
                    "org.asyncio4j.queue.",
                    "org.asyncio4j.channel.",
                    "org.asyncio4j.stream.",
                    "org.asyncio4j.net.",
                    "org.asyncio4j.net.protocol.",
                    "org.asyncio4j.http.",
                    "org.asyncio4j.http.client.",
                    "org.asyncio4j.http.form.",
                    "org.asyncio4j.http.server.",
                    "org.asyncio4j.test.",
                    "org.asyncio4j.test.network.",
                    "java.util.concurrent.",
                    "java.time.",
                    "java.lang.");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern NAME =
            Pattern.compile("(?:([A-Z]\\w*)(?:\\.(\\w+))?|([a-z]\\w*)\\(.*)");

    @Test
    void everyNameOfAsyncioIsThere() throws IOException {
        String left = String.join("\n", column("asyncio", 0)).replaceAll("[^\\w.]+", " ");
        List<String> words = Arrays.asList(left.replaceAll("(asyncio|loop)\\.", "").split(" "));
        TreeSet<String> missing = new TreeSet<>(asyncioNames());
        missing.removeIf(name ->
                words.contains(name)
                        || words.stream().anyMatch(word -> word.startsWith(name + "."))
                        || words.stream().anyMatch(word -> word.endsWith("." + name)));
        assertEquals(new TreeSet<>(), missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"asyncio", "aiohttp"})
    void everyNameOfAsyncio4jExists(String origin) throws IOException {
        List<String> wrong = new ArrayList<>();
        int checked = 0;
        for (String cell : column(origin, 1)) {
            for (Matcher code = CODE.matcher(cell); code.find(); checked++) {
                if (!exists(code.group(1))) {
                    wrong.add(code.group(1));
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(checked > 100, "the tables were not found: " + checked);
    }

    private static List<String> asyncioNames() throws IOException {
        try (var file = AsyncioTableTest.class.getResourceAsStream("/asyncio-names.txt")) {
            String names = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.asList(names.strip().split("\\s+"));
        }
    }

    /** The cells of a column of all tables that compare something with asyncio4j. */
    private static List<String> column(String origin, int number) throws IOException {
        List<String> cells = new ArrayList<>();
        boolean compares = false;
        for (String line : Files.readAllLines(DOCS.resolve(origin + "-to-asyncio4j.md"))) {
            if (!line.startsWith("|")) {
                compares = false;
            } else if (line.startsWith("| " + origin + " |")) {
                compares = true;
            } else if (compares && !line.startsWith("|---")) {
                cells.add(line.substring(1).split("\\|")[number]);
            }
        }
        return cells;
    }

    /** {@code Type}, {@code Type.member}, or {@code verb(…)}, of Asyncio or Net. */
    private static boolean exists(String code) {
        Matcher name = NAME.matcher(code);
        if (!name.matches()) {
            return false;
        }
        if (name.group(3) != null) {
            return has(typeOf("Asyncio"), name.group(3)) || has(typeOf("Net"), name.group(3));
        }
        Class<?> type = typeOf(name.group(1));
        return type != null && (name.group(2) == null || has(type, name.group(2)));
    }

    private static Class<?> typeOf(String simpleName) {
        for (String prefix : PACKAGES) {
            try {
                Class<?> type = Class.forName(prefix + simpleName);
                if (Modifier.isPublic(type.getModifiers())) {
                    return type;
                }
            } catch (ClassNotFoundException e) {
                // It may be in the next one.
            }
        }
        return null;
    }

    private static boolean has(Class<?> type, String member) {
        return Arrays.stream(type.getMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName)
                        .anyMatch(member::equals)
                || Arrays.stream(type.getFields()).anyMatch(it -> it.getName().equals(member))
                || Arrays.stream(type.getClasses())
                        .anyMatch(it -> it.getSimpleName().equals(member));
    }
}
