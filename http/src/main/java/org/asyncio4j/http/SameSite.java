package org.asyncio4j.http;

/** Whether a browser sends a {@link Cookie} with requests that another site has caused. */
public enum SameSite {
    /** Never. */
    STRICT("Strict"),

    /** Only where a link is followed: what browsers do where nothing is said. */
    LAX("Lax"),

    /** Always; browsers want the cookie to be secure then. */
    NONE("None");

    private final String text;

    SameSite(String text) {
        this.text = text;
    }

    /** As it stands in {@code Set-Cookie}; null for what is none of these. */
    static SameSite parse(String text) {
        for (SameSite each : values()) {
            if (each.text.equalsIgnoreCase(text)) {
                return each;
            }
        }
        return null;
    }

    /** As it stands in {@code Set-Cookie}. */
    @Override
    public String toString() {
        return text;
    }
}
