package org.asyncio4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import org.junit.jupiter.api.Test;

import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rules of the house, which the compiler does not know.
 *
 * <p>That no exported method mentions a type of an internal package is the compiler's own rule
 * ({@code -Xlint:exports}, an error here).
 */
class ArchitectureTest {

    private static final JavaClasses CORE =
            new ClassFileImporter().importPath(Path.of("target/classes"));

    /** What the kernel may know: the JDK and the small interface that an I/O engine implements. */
    private static final String[] BELOW_THE_KERNEL = {
        "java..", "sun.misc..", "org.asyncio4j.spi..", "org.asyncio4j.kernel.."
    };

    @Test
    void theInterfaceOfReactorsKnowsNothingOfOurs() {
        classes()
                .that()
                .resideInAPackage("org.asyncio4j.spi..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.asyncio4j.spi..")
                .check(CORE);
    }

    @Test
    void theKernelKnowsOnlyReactors() {
        classes()
                .that()
                .resideInAPackage("org.asyncio4j.kernel..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(BELOW_THE_KERNEL)
                .check(CORE);
    }

    @Test
    void tasksKnowNothingOfWhatIsBuiltOnThem() {
        noClasses()
                .that()
                .resideInAPackage("org.asyncio4j")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.asyncio4j..")
                                .and(
                                        not(
                                                resideInAnyPackage(
                                                        "org.asyncio4j",
                                                        "org.asyncio4j.kernel..",
                                                        "org.asyncio4j.spi.."))))
                .check(CORE);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("org.(asyncio4j..)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void coreNeedsNothingButTheJdk() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        not(resideInAnyPackage("java..", "sun.misc..", "org.asyncio4j..")))
                .check(CORE);
    }

    @Test
    void everythingButTheKernelIsExported() {
        ModuleDescriptor module = ArchitectureTest.class.getModule().getDescriptor();
        Set<String> hidden = new TreeSet<>(module.packages());
        module.exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .forEach(hidden::remove);

        assertEquals(Set.of("org.asyncio4j.kernel"), hidden);
    }

    @Test
    void nothingIsPrinted() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS
                .because(
                        "the library reports through System.Logger and the loop's exception"
                                + " handler")
                .check(CORE);
    }

    @Test
    void nothingIsLoggedPastSystemLogger() {
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CORE);
    }

    @Test
    void theJdkIsOpenedInOneClass() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.asyncio4j.kernel.VirtualThreads")
                .should()
                .callMethodWhere(target(name("setAccessible")))
                .because("what touches JDK internals must stay replaceable")
                .check(CORE);
    }

    @Test
    void atMostOneClassUsesSunPackages() {
        Set<String> users =
                CORE.stream()
                        .filter(type ->
                                type.getDirectDependenciesFromSelf().stream()
                                        .map(dependency -> dependency.getTargetClass())
                                        .anyMatch(resideInAnyPackage("sun..", "jdk.internal..")))
                        .map(ArchitectureTest::outermost)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertTrue(users.size() <= 1, users::toString);
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type.getName());
    }
}
