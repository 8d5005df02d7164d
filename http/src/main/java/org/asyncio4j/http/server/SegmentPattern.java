package org.asyncio4j.http.server;

import java.util.List;

/** What one segment of a path must look like to give values to variables. */
interface SegmentPattern {
    /**
     * Looks at a segment.
     *
     * @param segment without escapes
     * @param values gets the values of the variables, if it matches
     */
    boolean matches(String segment, List<String> values);

    /** The same for two that match the same. */
    String identity();

    /** One variable of a type, between two texts. */
    record Typed(String prefix, PathType type, String suffix) implements SegmentPattern {
        @Override
        public boolean matches(String segment, List<String> values) {
            if (segment.length() < prefix.length() + suffix.length()
                    || !segment.startsWith(prefix)
                    || !segment.endsWith(suffix)) {
                return false;
            }
            String value = segment.substring(prefix.length(), segment.length() - suffix.length());
            return type.accepts(value) && values.add(value);
        }

        @Override
        public String identity() {
            return prefix + "{" + type + "}" + suffix;
        }
    }

    /** Several variables, or of the user's own kind. */
    record Expression(BoundedRegex regex, int variables) implements SegmentPattern {
        @Override
        public boolean matches(String segment, List<String> values) {
            return regex.match(segment, values, variables);
        }

        @Override
        public String identity() {
            return "~" + regex;
        }
    }
}
