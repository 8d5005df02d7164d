package org.asyncio4j.http.syntax;

import java.nio.charset.Charset;

/** Charsets by the names that messages give them. */
public final class CharsetNames {
    private CharsetNames() {}

    /** The charset of a name; null for null, and where nobody knows it here. */
    public static Charset find(String name) {
        try {
            return name == null ? null : Charset.forName(name.strip());
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }
}
