package org.asyncio4j.http.server;

import org.asyncio4j.http.syntax.PercentEncoding;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for the route of one path. Each place of the tree is visited once at most, whatever the
 * path is like. The path is split at its slashes before its escapes are read, so that {@code %2F}
 * is a character like others.
 */
final class RouteSearch {
    private final String method;
    private final String path;
    private final List<String> values = new ArrayList<>(4);

    /** Null while there are none. */
    private Set<String> allowed;

    /** The mounts on the way here, the innermost last. */
    private final List<Router.Mount> mounts = new ArrayList<>(0);

    private Match found;

    /** The innermost application that the path belongs to, whether it has a route for it or not. */
    private Application deepest;

    private int deepestDepth;

    /**
     * @param path with its escapes, which are proper ones
     */
    RouteSearch(String method, String path, Application root) {
        this.method = method;
        this.path = path;
        this.deepest = root;
    }

    /** The route; null if there is none. */
    Match run(Router router) {
        find(router.root(), path.isEmpty() ? path.length() + 1 : 1);
        return found;
    }

    /** The methods that the path has routes for. */
    Set<String> allowed() {
        return allowed == null ? Set.of() : Collections.unmodifiableSet(allowed);
    }

    Application deepest() {
        return deepest;
    }

    /**
     * @param at where the next segment begins; behind the end if there is none
     */
    private boolean find(Router.Node node, int at) {
        if (at > path.length()) {
            return accept(node.resource()) || findMounted(node, at);
        }
        int slash = path.indexOf('/', at);
        int end = slash < 0 ? path.length() : slash;
        String segment = decode(path.substring(at, end));
        Router.Node literal = node.literals().get(segment);
        return literal != null && find(literal, end + 1)
                || findByPattern(node, segment, end + 1)
                || findMounted(node, at)
                || findTail(node, at);
    }

    private boolean findByPattern(Router.Node node, String segment, int next) {
        int before = values.size();
        for (Router.Edge edge : node.edges()) {
            if (edge.pattern().matches(segment, values)) {
                if (find(edge.node(), next)) {
                    return true;
                }
                values.subList(before, values.size()).clear();
            }
        }
        return false;
    }

    private boolean findMounted(Router.Node node, int at) {
        Router.Mount mount = node.mount();
        if (mount == null) {
            return false;
        }
        mounts.addLast(mount);
        if (mounts.size() > deepestDepth) {
            deepestDepth = mounts.size();
            deepest = mount.application();
        }
        if (find(mount.application().router().root(), at)) {
            return true;
        }
        mounts.removeLast();
        return false;
    }

    private boolean findTail(Router.Node node, int at) {
        if (node.tail() == null) {
            return false;
        }
        values.add(decode(path.substring(at)));
        if (accept(node.tail())) {
            return true;
        }
        values.removeLast();
        return false;
    }

    private boolean accept(Resource resource) {
        Route route = resource == null ? null : resource.find(method);
        if (route == null) {
            if (resource != null) {
                allowed = allowed == null ? new TreeSet<>() : allowed;
                resource.addAllowed(allowed);
            }
            return false;
        }
        found = route.match(namesOf(route), values.toArray(String[]::new));
        return true;
    }

    private String[] namesOf(Route route) {
        if (mounts.isEmpty()) {
            return route.variables();
        }
        List<String> names = new ArrayList<>();
        mounts.forEach(mount -> names.addAll(List.of(mount.variables())));
        names.addAll(List.of(route.variables()));
        return names.toArray(String[]::new);
    }

    private static String decode(String text) {
        return PercentEncoding.decode(text, StandardCharsets.UTF_8);
    }
}
