package org.asyncio4j.launcher.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.server.Application;
import org.asyncio4j.launcher.Misuse;
import org.junit.jupiter.api.Test;

import java.io.IOException;

class ServedApplicationTest {
    static class WithMethod {
        Application create() {
            return new Application();
        }
    }

    static class WithStaticField {
        private static final Application SHOP = new Application();

        private WithStaticField(int none) {}
    }

    static class WithSeveral {
        static final Application APPLICATION = new Application();
        private final Application other = new Application();

        Application app() {
            return APPLICATION;
        }

        Application withParameter(int parameter) {
            return other;
        }
    }

    static class WithTwoOthers {
        static Application one;
        static Application two;
    }

    static class WithNone {}

    static class WithNull {
        Application app;
    }

    static class WithoutConstructor {
        private WithoutConstructor(int parameter) {}

        Application app() {
            return new Application();
        }
    }

    static class Failing {
        Application app() throws IOException {
            throw new IOException("no");
        }
    }

    @Test
    void itIsWhatAMethodReturnsOrAFieldHolds() throws Exception {
        assertNotNull(ServedApplication.of(WithMethod.class));
        assertSame(WithStaticField.SHOP, ServedApplication.of(WithStaticField.class));
    }

    @Test
    void ofSeveralItIsTheOneWithTheUsualName() throws Exception {
        assertSame(WithSeveral.APPLICATION, ServedApplication.of(WithSeveral.class));
    }

    @Test
    void whatIsMissingIsTold() {
        assertMisuse(WithTwoOthers.class, "has several applications: name the one to serve 'app'");
        assertMisuse(WithNone.class, "has no method 'Application app()'");
        assertMisuse(WithNull.class, "'app' of " + WithNull.class.getName() + " is null");
        assertMisuse(WithoutConstructor.class, "needs a constructor without parameters");
    }

    private static void assertMisuse(Class<?> program, String message) {
        var misuse = assertThrows(Misuse.class, () -> ServedApplication.of(program));
        assertTrue(misuse.getMessage().contains(message), misuse.getMessage());
    }

    @Test
    void aFailureIsThePrograms() {
        var failure = assertThrows(IOException.class, () -> ServedApplication.of(Failing.class));

        assertEquals("no", failure.getMessage());
    }
}
