package org.asyncio4j.bench.table;

import java.util.List;

/** What servers and clients on a JVM are started with. */
public final class JvmOptions {

    /** What asyncio4j's launcher gives the JVM, and so what its rivals get as well. */
    public static final List<String> LAUNCHER =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED");

    /** What Vert.x's own benchmarks switch off. */
    public static final List<String> VERTX =
            List.of(
                    "-Dvertx.disableMetrics=true",
                    "-Dvertx.threadChecks=false",
                    "-Dvertx.disableContextTimings=true",
                    "-Dvertx.disableTCCL=true",
                    "-Dvertx.disableHttpHeadersValidation=true",
                    "-Dio.netty.buffer.checkBounds=false",
                    "-Dio.netty.buffer.checkAccessible=false");

    private JvmOptions() {}
}
