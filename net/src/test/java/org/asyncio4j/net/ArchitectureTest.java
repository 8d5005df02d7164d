package org.asyncio4j.net;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rules of the house, which the compiler does not know. */
class ArchitectureTest {

    private static final JavaClasses NET = new ClassFileImporter().importPath(place());

    private static Path place() {
        try {
            URI place = Net.class.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(place);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** May know core, and of this module only the packages that are named. */
    private static ArchRule arrow(String from, String... to) {
        String[] known =
                Stream.concat(Stream.of(from), Arrays.stream(to))
                        .map(each -> "org.asyncio4j.net" + each)
                        .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage("org.asyncio4j.net" + from)
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.asyncio4j.net..")
                                .and(not(resideInAnyPackage(known))));
    }

    @Test
    void thereIsSomethingToCheck() {
        assertFalse(NET.isEmpty());
        assertEquals(true, NET.contain(Connection.class));
    }

    @Test
    void theEngineKnowsNothingOfWhatIsBuiltOnIt() {
        arrow(".engine").check(NET);
    }

    @Test
    void tlsKnowsNoSockets() {
        arrow(".tls").check(NET);
    }

    @Test
    void namesAndSocketsOfDriversKnowOnlyTheEngine() {
        arrow(".dns", ".engine").check(NET);
        arrow(".socket", ".engine").check(NET);
    }

    @Test
    void protocolsAreInterfacesThatKnowNothing() {
        arrow(".protocol").check(NET);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("org.asyncio4j.(net..)").should().beFreeOfCycles().check(NET);
    }

    @Test
    void onlyTheEngineAndTheNamesKnowNettysInside() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.asyncio4j.net.tls",
                        "org.asyncio4j.net.socket",
                        "org.asyncio4j.net.protocol")
                .should()
                .dependOnClassesThat(resideInAPackage("io.netty.."))
                .check(NET);
        noClasses()
                .that()
                .resideInAPackage("org.asyncio4j.net")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.netty..")
                                .and(
                                        not(
                                                resideInAnyPackage(
                                                        "io.netty.buffer",
                                                        "io.netty.channel.unix"))))
                .because("buffers and the addresses of Unix sockets are all that users may meet")
                .check(NET);
    }

    @Test
    void usersMeetNoTypeOfNettysButItsBuffers() {
        Set<String> met = new TreeSet<>();
        for (JavaClass type : NET) {
            if (isExported(type)) {
                type.getCodeUnits().stream()
                        .filter(each -> isForUsers(each.getModifiers()))
                        .flatMap(ArchitectureTest::typesOf)
                        .map(JavaClass::getName)
                        .filter(name -> name.startsWith("io.netty."))
                        .forEach(met::add);
                type.getFields().stream()
                        .filter(each -> isForUsers(each.getModifiers()))
                        .map(JavaField::getRawType)
                        .map(JavaClass::getName)
                        .filter(name -> name.startsWith("io.netty."))
                        .forEach(met::add);
            }
        }
        assertEquals(Set.of("io.netty.buffer.ByteBuf"), met);
    }

    private static boolean isExported(JavaClass type) {
        return (type.getPackageName().equals("org.asyncio4j.net")
                        || type.getPackageName().equals("org.asyncio4j.net.protocol"))
                && type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static boolean isForUsers(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC)
                || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaClass> typesOf(JavaCodeUnit unit) {
        return Stream.concat(
                Stream.of(unit.getRawReturnType()),
                Stream.concat(
                        unit.getRawParameterTypes().stream(), unit.getExceptionTypes().stream()));
    }

    @Test
    void nothingIsPrinted() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS
                .because("the library reports through System.Logger and the loop's handler")
                .check(NET);
    }

    @Test
    void nothingIsLoggedPastSystemLogger() {
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(NET);
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("io.netty.util.internal.logging..", "org.slf4j.."))
                .check(NET);
    }

    @Test
    void theJdkIsNotOpened() {
        noClasses().should().callMethodWhere(target(name("setAccessible"))).check(NET);
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("sun..", "jdk.internal.."))
                .check(NET);
    }

    @Test
    void nothingBlocksTheLoopsThread() {
        noClasses()
                .should()
                .callMethodWhere(
                        target(name("sleep"))
                                .and(
                                        target(
                                                com.tngtech.archunit.core.domain.properties.HasOwner
                                                        .Predicates.With.owner(
                                                        JavaClass.Predicates.equivalentTo(
                                                                Thread.class)))))
                .check(NET);
    }
}
