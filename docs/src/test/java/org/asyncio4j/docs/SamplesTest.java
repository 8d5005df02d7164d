package org.asyncio4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every sample of the documentation compiles, and prints what it says. */
class SamplesTest {
    private static final Path ROOT = Path.of(System.getProperty("asyncio4j.root"));

    @TestFactory
    Stream<DynamicTest> samples() throws IOException {
        List<Sample> samples = new ArrayList<>(Samples.ofDocumentation(ROOT));
        samples.addAll(JavadocExamples.in(ROOT.resolve("core/src/main/java")));
        CompiledSamples compiled = new CompiledSamples(samples);
        assertEquals("", compiled.generalComplaints());
        return samples.stream()
                .map(sample -> dynamicTest(sample.where(), () -> check(sample, compiled)));
    }

    private static void check(Sample sample, CompiledSamples compiled) throws Exception {
        assertEquals("", compiled.complaintsOf(sample), sample.where());
        if (sample.isProgram()) {
            SampleRun run = new SampleRun(compiled.newLoader().loadClass(sample.className()));
            assertPrints(sample.output(), run.output(), sample, "stdout");
            assertPrints(sample.errors(), run.errors(), sample, "stderr");
        }
    }

    private static void assertPrints(String expected, String printed, Sample sample, String to) {
        if (!Expectation.isMet(expected, printed)) {
            assertEquals(expected, printed, sample.where() + " printed something else to " + to);
        }
        assertTrue(Expectation.isMet(expected, printed));
    }
}
