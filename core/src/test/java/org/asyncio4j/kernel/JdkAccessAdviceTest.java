package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Asyncio;
import org.asyncio4j.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JdkAccessAdviceTest {
    static final class Program {
        public static void main(String[] arguments) {
            Asyncio.run(() -> System.out.println("ran"));
        }
    }

    static final class Catcher {
        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    Asyncio.run(() -> System.out.println("ran"));
                } catch (IllegalStateException e) {
                    System.out.println("refused");
                }
            }
        }
    }

    @Test
    void aJvmThatIsNotOpenIsToldEveryLineToAdd() throws Exception {
        try (ChildJvm child = ChildJvm.start(List.of(), Program.class)) {
            assertEquals(1, child.exitStatus());
            assertEquals(List.of(), child.output());
            String errors = child.errors();
            String option = "--add-opens java.base/java.lang=ALL-UNNAMED";
            assertContains(errors, "java:            java " + option);
            assertContains(errors, "<argLine>" + option + "</argLine>");
            assertContains(errors, "jvmArgs '--add-opens=java.base/java.lang=ALL-UNNAMED'");
            assertContains(errors, "Add-Opens: java.base/java.lang");
            assertContains(errors, "META-INF/MANIFEST.MF");
            assertContains(
                    errors, "JDK_JAVA_OPTIONS='--add-opens=java.base/java.lang=ALL-UNNAMED'");
        }
    }

    @Test
    void theRefusalIsTheSameEachTimeAndLeavesNothingThatKeepsTheJvm() throws Exception {
        try (ChildJvm child = ChildJvm.start(List.of(), Catcher.class)) {
            assertEquals(0, child.exitStatus());
            assertEquals(List.of("refused", "refused"), child.output());
        }
    }

    @Test
    void theLineForJavaWorks() throws Exception {
        List<String> options = List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED");
        try (ChildJvm child = ChildJvm.start(options, Program.class)) {
            assertEquals(0, child.exitStatus());
            assertEquals(List.of("ran"), child.output());
            assertEquals("", child.errors());
        }
    }

    @Test
    void anOldJdkIsToldWhichOneIsNeeded() {
        String message = JdkAccessAdvice.message(Runtime.version().feature() + 1);
        assertContains(message, "needs JDK " + (Runtime.version().feature() + 1));
        assertContains(message, System.getProperty("java.home"));
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), "'" + part + "' is not in:\n" + text);
    }
}
