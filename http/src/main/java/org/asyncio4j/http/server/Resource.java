package org.asyncio4j.http.server;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one path has for the methods. */
final class Resource {
    private final Map<String, Route> routes = new LinkedHashMap<>();

    void add(Route route) {
        if (routes.putIfAbsent(route.method(), route) != null) {
            throw new IllegalArgumentException(
                    "The route "
                            + route
                            + " was added already. A second one would never be asked.");
        }
    }

    /** The route of a method; null if there is none. */
    Route find(String method) {
        Route route = routes.get(method);
        return route != null ? route : find(method, "*");
    }

    /** GET's answers HEAD, unless that has its own. */
    private Route find(String method, String any) {
        Route route = method.equals("HEAD") ? routes.get("GET") : null;
        return route != null && !route.isWithoutHead() ? route : routes.get(any);
    }

    void addAllowed(Collection<String> allowed) {
        for (Route route : routes.values()) {
            allowed.add(route.method());
            if (route.method().equals("GET") && !route.isWithoutHead()) {
                allowed.add("HEAD");
            }
        }
    }

    Collection<Route> routes() {
        return routes.values();
    }
}
