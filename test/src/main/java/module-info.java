/** The test kit: virtual time, seeded schedules, a simulated network. */
module org.asyncio4j.test {
    exports org.asyncio4j.test;
    exports org.asyncio4j.test.network;
    exports org.asyncio4j.test.stream;

    // JUnit makes the extension.
    opens org.asyncio4j.test.junit to
            org.junit.platform.commons;

    requires transitive org.asyncio4j.core;
    requires transitive org.asyncio4j.net;

    // TCP_KEEPIDLE and its like.
    requires jdk.net;

    // For the annotations; the rest of the kit does without.
    requires static transitive org.junit.jupiter.api;
    requires static org.junit.platform.commons;
}
