package org.asyncio4j.net.dns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What this machine says of names, as it was when its files were last read. They are read anew when
 * they have changed: a laptop changes its name servers with its network.
 */
final class SystemNames {
    /** The system property by which a user chooses. */
    static final String PROPERTY = "asyncio4j.dns";

    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private static final long UNCHECKED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static volatile SystemNames current;

    private final ResolvConf resolvConf;
    private final HostsFile hosts;
    private final String hostName;

    /** Tells whether the files have changed; null if nobody asks. */
    private final String stamp;

    private volatile long checkedAt = System.nanoTime();

    SystemNames(ResolvConf resolvConf, HostsFile hosts, String hostName, String stamp) {
        this.resolvConf = resolvConf;
        this.hosts = hosts;
        this.hostName = hostName;
        this.stamp = stamp;
    }

    /**
     * What holds now.
     *
     * <p>Gives way: only if the files have to be read.
     */
    static SystemNames current() {
        SystemNames known = current;
        if (known == null || known.isOutdated()) {
            known = OwnThread.run(SystemNames::load);
            current = known;
        }
        return known;
    }

    /** For tests: what {@link #current} is from now on; null for what the files say. */
    static void replaceBy(SystemNames names) {
        current = names;
    }

    private boolean isOutdated() {
        if (stamp == null || System.nanoTime() - checkedAt < UNCHECKED_NANOS) {
            return false;
        }
        checkedAt = System.nanoTime();
        return !stamp.equals(stampOfFiles());
    }

    private static SystemNames load() {
        String stamp = stampOfFiles();
        String hostName = String.join("", lines(HOST_NAME)).toLowerCase(Locale.ROOT);
        ResolvConf resolvConf = ResolvConf.parse(lines(RESOLV_CONF), hostName);
        return new SystemNames(resolvConf, HostsFile.parse(lines(HOSTS)), hostName, stamp);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String stampOfFiles() {
        return stampOf(RESOLV_CONF) + " " + stampOf(HOSTS);
    }

    private static String stampOf(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + "/" + attributes.size();
        } catch (IOException e) {
            return "none";
        }
    }

    ResolvConf resolvConf() {
        return resolvConf;
    }

    HostsFile hosts() {
        return hosts;
    }

    /**
     * Whether only the system's own resolver can know a name. It knows sources that are no name
     * servers, as multicast DNS and the machine's own name.
     */
    boolean isForSystem(Host host) {
        return isForSystem() || host.isLinkLocal() || host.name().equals(hostName);
    }

    /** Whether the user wants it so, or no name server is known: then none is made up. */
    boolean isForSystem() {
        return isSystemWanted() || resolvConf.nameServers().isEmpty();
    }

    /**
     * Whether the system's own resolver is to be asked for everything.
     *
     * @throws IllegalArgumentException if the system property has a value that is none of its own
     */
    static boolean isSystemWanted() {
        String wanted = System.getProperty(PROPERTY);
        if (wanted == null) {
            // The JDK's own replacement for name servers; and systems that do not tell theirs by
            // a file, or not all of them.
            return System.getProperty("jdk.net.hosts.file") != null
                    || System.getProperty("os.name").startsWith("Mac")
                    || System.getProperty("os.name").startsWith("Windows");
        }
        return switch (wanted) {
            case "jdk" -> true;
            case "loop" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "There is no resolver '"
                                    + wanted
                                    + "' for -D"
                                    + PROPERTY
                                    + ". Use one of loop and jdk.");
        };
    }
}
