package org.asyncio4j.bench.drivers;

/** Who asks the database, and over what. */
public enum QueryMode {
    /** What a program without a loop does. */
    THREADS("jdk", "platform threads, the JDK's sockets", false),

    /** Any driver as it is, in tasks. */
    TASKS_OVER_JDK("asyncio4j-jdk", "asyncio4j, the JDK's sockets", true),

    /** The driver given our sockets. */
    TASKS("asyncio4j", "asyncio4j, LoopSocketFactory", true);

    private final String id;
    private final String title;
    private final boolean onLoop;

    QueryMode(String id, String title, boolean onLoop) {
        this.id = id;
        this.title = title;
        this.onLoop = onLoop;
    }

    public String id() {
        return id;
    }

    public String title() {
        return title;
    }

    boolean onLoop() {
        return onLoop;
    }

    String url(int port) {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
        return this == TASKS ? url + "&socketFactory=org.asyncio4j.net.LoopSocketFactory" : url;
    }
}
