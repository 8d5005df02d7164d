package org.asyncio4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.bench.peer.Asyncio4jPeer;
import org.asyncio4j.bench.peer.FloorPeer;
import org.asyncio4j.bench.peer.KotlinPeer;
import org.asyncio4j.bench.peer.VirtualThreadPeer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Does every benchmark of the JVM once, small: that they work, not how fast. */
@Timeout(60)
class PeersSmokeTest {

    private static final Map<String, Suite> PEERS =
            Map.of(
                    "asyncio4j", Asyncio4jPeer.suite(),
                    "floor", FloorPeer.suite(),
                    "jdk", VirtualThreadPeer.suite(),
                    "kotlin", KotlinPeer.suite());

    @BeforeAll
    static void shortenTimers() {
        Suite.timerDivisor = 100;
    }

    @AfterAll
    static void restoreTimers() {
        Suite.timerDivisor = 1;
    }

    static Stream<Arguments> benchmarks() {
        return PEERS.entrySet().stream()
                .flatMap(peer ->
                        peer.getValue().names().stream()
                                .map(name -> Arguments.of(peer.getKey(), name)));
    }

    static Stream<String> peers() {
        return PEERS.keySet().stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("benchmarks")
    void doesTheWork(String peer, String benchmark) throws Exception {
        List<Sample> samples = PEERS.get(peer).time(benchmark, Suite.BATCH, 0, 1);
        assertEquals(1, samples.size());
        assertEquals(Suite.BATCH, samples.getFirst().operations());
        assertTrue(samples.getFirst().wallNanos() > 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("peers")
    void measuresMemoryOnceAllSleep(String peer) throws Exception {
        List<Sample> samples = new ArrayList<>();
        PEERS.get(peer).memory(100, samples::add);
        assertEquals(1, samples.size());
        assertTrue(samples.getFirst().extra("bytes").isPresent());
    }
}
