package org.asyncio4j.http.server;

/** What one segment of a path must look like to give values to variables. */
interface SegmentPattern {
    /**
     * Looks at a segment.
     *
     * @param segment without escapes
     * @param values gets the values of the variables from {@code at} on
     */
    boolean matches(String segment, String[] values, int at);

    /** How many variables it has. */
    int variables();

    /** The same for two that match the same. */
    String identity();

    /** One variable of a type, between two texts. */
    record Typed(String prefix, PathType type, String suffix) implements SegmentPattern {
        @Override
        public boolean matches(String segment, String[] values, int at) {
            if (segment.length() < prefix.length() + suffix.length()
                    || !segment.startsWith(prefix)
                    || !segment.endsWith(suffix)) {
                return false;
            }
            String value = segment.substring(prefix.length(), segment.length() - suffix.length());
            values[at] = value;
            return type.accepts(value);
        }

        @Override
        public int variables() {
            return 1;
        }

        @Override
        public String identity() {
            return prefix + "{" + type + "}" + suffix;
        }
    }

    /** Several variables, or of the user's own kind. */
    record Expression(BoundedRegex regex, int variables) implements SegmentPattern {
        @Override
        public boolean matches(String segment, String[] values, int at) {
            return regex.match(segment, values, at, variables);
        }

        @Override
        public String identity() {
            return "~" + regex;
        }
    }
}
