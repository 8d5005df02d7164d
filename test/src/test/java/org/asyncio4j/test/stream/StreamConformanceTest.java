package org.asyncio4j.test.stream;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.asyncio4j.test.Seed;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

import java.util.Random;
import java.util.stream.Stream;

@Timeout(60)
class StreamConformanceTest {
    private static final ConformanceOptions UNLIMITED =
            ConformanceOptions.DEFAULT.withBackPressure(false);

    static DynamicContainer container(String name, Conformance suite) {
        return dynamicContainer(
                name, suite.cases().stream().map(each -> dynamicTest(each.name(), each::run)));
    }

    private static StreamPair streams(MemoryStream.Pair pair) {
        return new StreamPair(pair.left(), pair.right());
    }

    private static StreamPair split(MemoryStream.Pair pair, long seed) {
        Random random = new Seed(seed).random();
        pair.left().incoming().split(random);
        pair.right().incoming().split(random);
        return streams(pair);
    }

    @TestFactory
    Stream<DynamicContainer> memory() {
        return Stream.of(
                container(
                        "unlimited",
                        StreamConformance.ofPair(() -> streams(MemoryStream.pair()), UNLIMITED)),
                container(
                        "1000 bytes",
                        StreamConformance.ofPair(() -> streams(MemoryStream.pair(1000)))),
                container("1 byte", StreamConformance.ofPair(() -> streams(MemoryStream.pair(1)))),
                container(
                        "lockstep",
                        StreamConformance.ofPair(() -> streams(MemoryStream.lockstepPair()))),
                container(
                        "lockstep, split",
                        StreamConformance.ofPair(() -> split(MemoryStream.lockstepPair(), 3))),
                container(
                        "1000 bytes, split",
                        StreamConformance.ofPair(() -> split(MemoryStream.pair(1000), 4))),
                container(
                        "a pipe",
                        StreamConformance.ofPipe(() -> {
                            MemoryPipe pipe = new MemoryPipe(100);
                            return new PipeEnds(pipe, pipe);
                        })),
                container(
                        "a pipe in lockstep",
                        StreamConformance.ofPipe(() -> {
                            MemoryPipe pipe = new MemoryPipe(0);
                            pipe.split(new Seed(5).random());
                            return new PipeEnds(pipe, pipe);
                        })));
    }
}
