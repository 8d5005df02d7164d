package org.asyncio4j.http.client;

/** The methods of requests. */
final class Methods {
    private Methods() {}

    /** Refuses what is no method, and could be more than one line of a request. */
    static String require(String method) {
        if (method.isEmpty()) {
            throw new IllegalArgumentException("The method of a request is empty.");
        }
        for (int i = 0; i < method.length(); i++) {
            if (!isTokenCharacter(method.charAt(i))) {
                throw new IllegalArgumentException(
                        "The method of a request must be a word as GET, and has a character that"
                                + " is not allowed at index "
                                + i
                                + ".");
            }
        }
        if (method.equals("CONNECT")) {
            throw new IllegalArgumentException(
                    "CONNECT is for tunnels: set a proxy, and request what is behind it.");
        }
        return method;
    }

    private static boolean isTokenCharacter(char each) {
        return each >= 'A' && each <= 'Z'
                || each >= 'a' && each <= 'z'
                || each >= '0' && each <= '9'
                || "!#$%&'*+-.^_`|~".indexOf(each) >= 0;
    }
}
