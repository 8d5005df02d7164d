package org.asyncio4j.http.server;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Redirects a path that has no route to one that has, which differs by slashes only: aiohttp's
 * {@code normalize_path_middleware}. It never leads to another host, whatever the path is like.
 *
 * <pre>{@code
 * app.middleware(NormalizePath.appendSlash());    // /users -> /users/, /a//b -> /a/b/
 * }</pre>
 */
public final class NormalizePath implements Middleware {
    private final boolean append;
    private final boolean merge;
    private final int status;

    private NormalizePath(boolean append, boolean merge, int status) {
        this.append = append;
        this.merge = merge;
        this.status = status;
    }

    /** Tries with a slash at the end, and with one where several are; redirects with 308. */
    public static NormalizePath appendSlash() {
        return new NormalizePath(true, true, 308);
    }

    /** Tries without slashes at the end, and with one where several are; redirects with 308. */
    public static NormalizePath removeSlash() {
        return new NormalizePath(false, true, 308);
    }

    /** Whether one slash is tried where several are. */
    public NormalizePath withMergeSlashes(boolean merge) {
        return new NormalizePath(append, merge, status);
    }

    /**
     * Redirects with another status.
     *
     * @throws IllegalArgumentException unless it is 301, 302, 303, 307 or 308
     */
    public NormalizePath withStatus(int status) {
        if (!Set.of(301, 302, 303, 307, 308).contains(status)) {
            throw new IllegalArgumentException(status + " is no status of a redirection.");
        }
        return new NormalizePath(append, merge, status);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        String path = request.rawPath();
        if (request.route() == null && path.startsWith("/")) {
            for (String candidate : candidates(path)) {
                if (!candidate.equals(path) && request.hasRoute(candidate)) {
                    return redirect(request, candidate);
                }
            }
        }
        return next.handle(request);
    }

    private Set<String> candidates(String path) {
        Set<String> candidates = new LinkedHashSet<>();
        if (merge) {
            candidates.add(path.replaceAll("/{2,}", "/"));
        }
        candidates.add(atEnd(path));
        if (merge) {
            candidates.add(atEnd(path).replaceAll("/{2,}", "/"));
        }
        return candidates;
    }

    private String atEnd(String path) {
        if (append) {
            return path.endsWith("/") ? path : path + "/";
        }
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** A browser takes what begins with two slashes, or with a backslash among them, for a host. */
    private Response redirect(Request request, String path) {
        String onThisHost = path.replaceFirst("^[/\\\\]+", "/").replace("\\", "%5C");
        String query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
        return Response.redirect(status, onThisHost + query);
    }

    @Override
    public String toString() {
        return "NormalizePath[" + (append ? "with" : "without") + " a slash at the end]";
    }
}
