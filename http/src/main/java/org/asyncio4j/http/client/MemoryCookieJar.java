package org.asyncio4j.http.client;

import org.asyncio4j.http.Cookie;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The jar that browsers have: RFC 6265 and its successor. Can be saved to a file and loaded.
 *
 * <pre>{@code
 * var jar = new MemoryCookieJar();
 * jar.load(file);
 * try (var session = new ClientSession(SessionOptions.DEFAULT.withCookieJar(jar))) {
 *     session.post("https://example.org/login").form(form).text();
 * }
 * jar.save(file);
 * }</pre>
 *
 * <p>What servers may set:
 *
 * <ul>
 *   <li>Cookies for their own host and for domains that it is in, but not for {@code co.uk}, {@code
 *       github.io} and whatever else many share: the public suffixes, which aiohttp does not look
 *       at.
 *   <li>Secure ones only in TLS, where aiohttp takes them from anybody. What is not in TLS replaces
 *       no secure one, either.
 *   <li>Names that begin with {@code __Host-} and {@code __Secure-} only where they keep what those
 *       promise.
 *   <li>Nothing where the host is an address, unless {@linkplain CookieJarOptions#unsafe allowed}.
 *   <li>For 400 days at most, and not more cookies than the {@linkplain CookieJarOptions limits}:
 *       those that were used least lately go first.
 * </ul>
 *
 * <p>{@link SameSite} and the like are kept, and mean nothing to a client that shows no pages. Not
 * safe for several threads.
 */
public final class MemoryCookieJar implements CookieJar {
    private static final Duration LONGEST = Duration.ofDays(400);

    private final CookieJarOptions options;
    private final Set<Origin> secureOrigins = new HashSet<>();

    /** By domain; in a domain by what there can be one of. */
    private final Map<String, Map<StoredCookie.Key, Entry>> domains = new HashMap<>();

    /** Who ends first is first; also what was replaced since, until it is its turn. */
    private final PriorityQueue<Entry> expiring =
            new PriorityQueue<>(Comparator.comparing(entry -> entry.cookie.expires()));

    private int size;

    /** Numbers what happens: tells what came first, and what was used last. */
    private long events;

    /** A place in the jar. */
    private static final class Entry {
        final StoredCookie cookie;
        final long created;
        long used;
        boolean removed;

        Entry(StoredCookie cookie, long created, long used) {
            this.cookie = cookie;
            this.created = created;
            this.used = used;
        }
    }

    /** Makes an empty one. */
    public MemoryCookieJar() {
        this(CookieJarOptions.DEFAULT);
    }

    /** Makes an empty one. */
    public MemoryCookieJar(CookieJarOptions options) {
        this.options = options;
        options.secureOrigins().forEach(url -> secureOrigins.add(Origin.of(url)));
    }

    // ---------------------------------------------------------------- storing

    /**
     * {@inheritDoc}
     *
     * <p>Gives way: only for the first cookie with a domain in this program, while the list of
     * public suffixes is loaded in a thread.
     *
     * @throws IllegalArgumentException if one of them, which no header has brought, would break the
     *     header {@code Cookie}
     */
    @Override
    public void store(URI url, List<Cookie> cookies) {
        if (cookies.isEmpty()) {
            return;
        }
        Cookie.toHeader(cookies);
        Origin origin = Origin.of(url);
        CookieRules rules = new CookieRules(origin, isSecure(origin), url, options.unsafe());
        for (Cookie cookie : cookies) {
            Instant now = options.clock().instant();
            StoredCookie stored = rules.stored(cookie, expiry(cookie, now));
            if (stored != null && !(rules.isPlain() && wouldHideSecure(stored))) {
                put(stored, now);
            }
        }
    }

    private boolean isSecure(Origin origin) {
        return origin.isSecure() || secureOrigins.contains(origin);
    }

    private static Instant expiry(Cookie cookie, Instant now) {
        Instant latest = now.plus(LONGEST);
        if (cookie.maxAge() != null) {
            return cookie.maxAge().compareTo(LONGEST) > 0 ? latest : now.plus(cookie.maxAge());
        }
        Instant expires = cookie.expires();
        return expires != null && expires.isAfter(latest) ? latest : expires;
    }

    /** Whether there is a secure one that a request would carry beside it: 6265bis, 5.7. */
    private boolean wouldHideSecure(StoredCookie cookie) {
        for (var each : domains.entrySet()) {
            boolean related =
                    StoredCookie.domainMatches(each.getKey(), cookie.domain())
                            || StoredCookie.domainMatches(cookie.domain(), each.getKey());
            if (related && hasSecure(each.getValue(), cookie)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasSecure(Map<StoredCookie.Key, Entry> entries, StoredCookie cookie) {
        for (Entry entry : entries.values()) {
            StoredCookie other = entry.cookie;
            if (other.secure()
                    && other.name().equals(cookie.name())
                    && StoredCookie.pathMatches(cookie.path(), other.path())) {
                return true;
            }
        }
        return false;
    }

    private void put(StoredCookie cookie, Instant now) {
        removeExpired(now);
        Entry before = find(cookie);
        if (before != null) {
            remove(before);
        }
        if (cookie.isOver(now)) {
            return;
        }
        long event = ++events;
        Entry entry = new Entry(cookie, before == null ? event : before.created, event);
        makeRoom(cookie.domain());
        domains.computeIfAbsent(cookie.domain(), _ -> new LinkedHashMap<>())
                .put(cookie.key(), entry);
        size++;
        if (cookie.expires() != null) {
            expiring.add(entry);
            compact();
        }
    }

    private Entry find(StoredCookie cookie) {
        Map<StoredCookie.Key, Entry> entries = domains.get(cookie.domain());
        return entries == null ? null : entries.get(cookie.key());
    }

    private void makeRoom(String domain) {
        Map<StoredCookie.Key, Entry> entries = domains.get(domain);
        if (entries != null && entries.size() >= options.maxPerDomain()) {
            remove(leastUsed(entries.values()));
        }
        if (size >= options.maxInAll()) {
            List<Entry> all = new ArrayList<>();
            domains.values().forEach(each -> all.addAll(each.values()));
            remove(leastUsed(all));
        }
    }

    private static Entry leastUsed(Iterable<Entry> entries) {
        Entry least = null;
        for (Entry entry : entries) {
            if (least == null || entry.used < least.used) {
                least = entry;
            }
        }
        return least;
    }

    private void remove(Entry entry) {
        Map<StoredCookie.Key, Entry> entries = domains.get(entry.cookie.domain());
        entries.remove(entry.cookie.key());
        if (entries.isEmpty()) {
            domains.remove(entry.cookie.domain());
        }
        entry.removed = true;
        size--;
    }

    // ---------------------------------------------------------------- time

    private void removeExpired(Instant now) {
        while (!expiring.isEmpty() && expiring.peek().cookie.isOver(now)) {
            Entry entry = expiring.poll();
            if (!entry.removed) {
                remove(entry);
            }
        }
    }

    /** A server may replace its cookie again and again. */
    private void compact() {
        if (expiring.size() > 2 * size + 100) {
            expiring.removeIf(entry -> entry.removed);
        }
    }

    // ---------------------------------------------------------------- sending

    /**
     * {@inheritDoc}
     *
     * <p>Those with the longest path first, and of these the oldest. Gives way: no.
     */
    @Override
    public List<Cookie> cookiesFor(URI url) {
        if (size == 0) {
            return List.of();
        }
        removeExpired(options.clock().instant());
        Origin origin = Origin.of(url);
        List<Entry> found = new ArrayList<>();
        if (options.unsafe() || !UrlHost.isAddress(origin.host())) {
            String path = url.getRawPath();
            collect(origin, path.isEmpty() ? "/" : path, found);
        }
        found.sort(
                Comparator.<Entry>comparingInt(entry -> -entry.cookie.path().length())
                        .thenComparingLong(entry -> entry.created));
        return found.stream().map(this::used).toList();
    }

    /** From the host itself and from all domains that it is in. */
    private void collect(Origin origin, String path, List<Entry> found) {
        boolean secure = isSecure(origin);
        String host = origin.host();
        for (String domain = host; domain != null; domain = parent(domain)) {
            for (Entry entry : domains.getOrDefault(domain, Map.of()).values()) {
                if (entry.cookie.isFor(host, path, secure)) {
                    found.add(entry);
                }
            }
        }
    }

    private static String parent(String domain) {
        int dot = UrlHost.isAddress(domain) ? -1 : domain.indexOf('.');
        return dot < 0 ? null : domain.substring(dot + 1);
    }

    private Cookie used(Entry entry) {
        entry.used = ++events;
        return entry.cookie.toCookie();
    }

    // ---------------------------------------------------------------- looking and clearing

    /** How many cookies are in it. */
    public int size() {
        removeExpired(options.clock().instant());
        return size;
    }

    /** All that are in it, the oldest first; a domain is null where one is for its host only. */
    public List<Cookie> cookies() {
        return stored().stream().map(StoredCookie::toCookie).toList();
    }

    private List<StoredCookie> stored() {
        removeExpired(options.clock().instant());
        List<Entry> all = new ArrayList<>();
        domains.values().forEach(entries -> all.addAll(entries.values()));
        all.sort(Comparator.comparingLong(entry -> entry.created));
        return all.stream().map(entry -> entry.cookie).toList();
    }

    /** Removes all. */
    public void clear() {
        clear(_ -> true);
    }

    /** Removes those that are wanted to be. */
    public void clear(Predicate<? super Cookie> unwanted) {
        removeIf(cookie -> unwanted.test(cookie.toCookie()));
    }

    /**
     * Removes those of a domain and of all hosts below it.
     *
     * @throws IllegalArgumentException if it is none
     */
    public void clearDomain(String domain) {
        String wanted = UrlHost.normal(domain);
        removeIf(cookie -> StoredCookie.domainMatches(cookie.domain(), wanted));
    }

    private void removeIf(Predicate<StoredCookie> unwanted) {
        List<Entry> all = new ArrayList<>();
        domains.values().forEach(entries -> all.addAll(entries.values()));
        for (Entry entry : all) {
            if (unwanted.test(entry.cookie)) {
                remove(entry);
            }
        }
    }

    // ---------------------------------------------------------------- files

    /**
     * Writes all cookies to a file, as JSON that only its owner can read; also those that would end
     * with a browser. The file is there in full or as it was before.
     *
     * <p>Gives way: on a loop, for it is written in a thread. Cancellation: the file may be written
     * all the same.
     *
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        CookieFile.write(file, stored());
    }

    /**
     * Has those cookies that a file of {@link #save} has, and no others.
     *
     * <p>Gives way: on a loop, for it is read in a thread. Cancellation: the jar is as it was.
     *
     * @throws IOException if it cannot be read, or is none of such files; the jar is as it was
     */
    public void load(Path file) throws IOException {
        List<StoredCookie> cookies = CookieFile.read(file);
        clear();
        Instant now = options.clock().instant();
        cookies.forEach(cookie -> put(cookie, now));
    }

    /** How many cookies of how many domains are in it. */
    @Override
    public String toString() {
        return "MemoryCookieJar with " + size + " cookies of " + domains.size() + " domains";
    }
}
