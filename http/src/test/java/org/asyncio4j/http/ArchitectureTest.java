package org.asyncio4j.http;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** The rules of the house, which the compiler does not know. */
class ArchitectureTest {
    private static final String ROOT = "org.asyncio4j.http";
    private static final JavaClasses HTTP = new ClassFileImporter().importPath(place());

    private static Path place() {
        try {
            URI place = Headers.class.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(place);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** May know, of this module, only itself and the packages that are named. */
    private static ArchRule arrow(String from, String... to) {
        String[] known =
                Stream.concat(Stream.of(from), Arrays.stream(to))
                        .map(each -> ROOT + each)
                        .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + from)
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(known))));
    }

    @Test
    void thereIsSomethingToCheck() {
        assertTrue(HTTP.contain(Headers.class));
    }

    @Test
    void syntaxKnowsNothing() {
        arrow(".syntax").check(HTTP);
    }

    @Test
    void theCommonVocabularyKnowsOnlySyntax() {
        arrow("", ".syntax").check(HTTP);
    }

    @Test
    void theSeamKnowsOnlyTheCommonVocabulary() {
        arrow(".wire", "").check(HTTP);
    }

    @Test
    void contentAndWebSocketsKnowNeitherClientNorServerNorAnyWire() {
        arrow(".content", "", ".syntax").check(HTTP);
        arrow(".websocket", "", ".syntax").check(HTTP);
    }

    @Test
    void formsKnowOnlyContent() {
        arrow(".form", ".content", "", ".syntax").check(HTTP);
    }

    @Test
    void aVersionOfTheProtocolKnowsOnlyTheSeam() {
        arrow(".http1", ".wire", "", ".syntax").check(HTTP);
    }

    @Test
    void clientAndServerDoNotKnowEachOther() {
        String[] below = {".http1", ".wire", ".websocket", ".form", ".content", "", ".syntax"};
        arrow(".client", below).check(HTTP);
        arrow(".server", below).check(HTTP);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("org.asyncio4j.(http..)").should().beFreeOfCycles().check(HTTP);
    }

    @Test
    void nobodyKnowsNetty() {
        noClasses().should().dependOnClassesThat(resideInAPackage("io.netty..")).check(HTTP);
    }

    @Test
    void aLibraryPrintsNothing() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(HTTP);
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(HTTP);
    }
}
