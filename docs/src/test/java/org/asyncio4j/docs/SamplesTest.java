package org.asyncio4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every sample of the documentation compiles, and prints what it says. */
class SamplesTest {
    private static final String VIRTUAL_TIME = "asyncio4j.virtualTime";
    private static final Path ROOT = Path.of(System.getProperty("asyncio4j.root"));

    @TestFactory
    Stream<DynamicTest> samples() throws IOException {
        List<Sample> samples = new ArrayList<>(Samples.ofDocumentation(ROOT));
        for (String module : List.of("core", "net", "http", "test")) {
            samples.addAll(JavadocExamples.in(ROOT.resolve(module).resolve("src/main/java")));
        }
        CompiledSamples compiled = new CompiledSamples(samples);
        assertEquals("", compiled.generalComplaints());
        return Stream.concat(
                samples.stream().map(sample -> compiles(sample, compiled)),
                // While one sample does not compile, and fails the build, none can be run.
                compiled.haveComplaints()
                        ? Stream.empty()
                        : samples.stream()
                                .filter(Sample::isProgram)
                                .map(sample ->
                                        sample.test()
                                                ? comesOut(sample, compiled)
                                                : prints(sample, compiled)));
    }

    private static DynamicTest compiles(Sample sample, CompiledSamples compiled) {
        return dynamicTest(
                sample.where() + " compiles",
                () -> assertEquals("", compiled.complaintsOf(sample), sample.where()));
    }

    private static DynamicTest prints(Sample sample, CompiledSamples compiled) {
        return dynamicTest(
                sample.where() + " prints",
                () -> {
                    SampleRun run = run(sample, compiled);
                    assertPrints(sample.output(), sample.shown(run.output()), sample, "stdout");
                    assertPrints(sample.errors(), sample.shown(run.errors()), sample, "stderr");
                });
    }

    private static DynamicTest comesOut(Sample sample, CompiledSamples compiled) {
        return dynamicTest(
                sample.where() + " comes out",
                () -> {
                    ClassLoader loader = compiled.newLoader(SamplesTest.class.getClassLoader());
                    String outcome =
                            TestRun.of(loader.loadClass(sample.className()), sample.source());
                    assertPrints(sample.output(), outcome, sample, "its report");
                });
    }

    private static SampleRun run(Sample sample, CompiledSamples compiled) throws Exception {
        boolean isAboutSlowSteps = sample.errors().contains(SampleRun.SLOW_STEP);
        if (sample.virtualTime()) {
            ClassLoader loader = compiled.newLoader(SamplesTest.class.getClassLoader());
            return new SampleRun(loader.loadClass(sample.className()), isAboutSlowSteps);
        }
        // The property is read once, so these samples have a library of their own.
        System.setProperty(VIRTUAL_TIME, "false");
        try {
            ClassLoader loader = compiled.newLoader(RealTime.LIBRARY);
            return new SampleRun(loader.loadClass(sample.className()), isAboutSlowSteps);
        } finally {
            System.setProperty(VIRTUAL_TIME, "true");
        }
    }

    /** Never closed, as the library's threads may still load classes when a sample has ended. */
    private static final class RealTime {
        static final ClassLoader LIBRARY =
                new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());

        private static URL[] classPath() {
            String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
            URL[] urls = new URL[entries.length];
            for (int i = 0; i < entries.length; i++) {
                try {
                    urls[i] = Path.of(entries[i]).toUri().toURL();
                } catch (MalformedURLException e) {
                    throw new IllegalStateException(e);
                }
            }
            return urls;
        }
    }

    private static void assertPrints(String expected, String printed, Sample sample, String to) {
        if (!Expectation.isMet(expected, printed)) {
            // Shows the two beside each other.
            assertEquals(expected, printed, sample.where() + " printed something else to " + to);
        }
    }
}
