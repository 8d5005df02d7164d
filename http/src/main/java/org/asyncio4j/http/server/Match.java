package org.asyncio4j.http.server;

import java.util.Arrays;

/**
 * What was found for a path: a route with the values of its variables, or why there is none.
 *
 * @param application the innermost one that the path belongs to
 * @param route null if there is none
 * @param chain answers the request, with all middlewares
 * @param names of the variables
 * @param values of the variables
 * @param failure what is answered where there is no route; else null
 */
record Match(
        Application application,
        Route route,
        Handler chain,
        String[] names,
        String[] values,
        HttpException failure) {
    /** The value of a variable; null if there is no such variable. */
    String value(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return "Match[" + route + ", " + Arrays.toString(values) + "]";
    }
}
