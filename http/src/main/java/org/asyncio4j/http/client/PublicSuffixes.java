package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.toThread;

import com.google.common.net.InternetDomainName;

/**
 * Below which domains anybody can register a name, as {@code co.uk} and {@code github.io}: a cookie
 * for one of those would reach strangers. Mozilla's list, as Guava has it.
 */
final class PublicSuffixes {
    private static volatile boolean loaded;

    private PublicSuffixes() {}

    /**
     * Whether it is one; also each name without a dot, for those are nobody's.
     *
     * <p>Gives way: the first time, for the list is loaded in a thread, which takes some ten
     * milliseconds.
     */
    static boolean contains(String domain) {
        if (domain.indexOf('.') < 0) {
            return true;
        }
        load();
        return isListed(domain);
    }

    private static boolean isListed(String domain) {
        try {
            return InternetDomainName.from(domain).isPublicSuffix();
        } catch (IllegalArgumentException e) {
            return false; // A name with an underscore, say, which nobody registers.
        }
    }

    private static void load() {
        if (!loaded) {
            if (isOnLoop()) {
                toThread(() -> isListed("example.org"));
            } else {
                isListed("example.org");
            }
            loaded = true;
        }
    }

    private static boolean isOnLoop() {
        try {
            getRunningLoop();
            return true;
        } catch (IllegalStateException outside) {
            return false;
        }
    }
}
