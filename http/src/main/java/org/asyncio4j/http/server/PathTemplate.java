package org.asyncio4j.http.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The path of a route, with variables: {@code /users/{id:int}/posts/{slug}}. Read once, when the
 * route is added.
 */
final class PathTemplate {
    /** What stands behind a colon, for the types there are. */
    private static final Map<String, PathType> TYPES =
            Map.of(
                    "text", PathType.TEXT,
                    "int", PathType.INT,
                    "long", PathType.LONG,
                    "uuid", PathType.UUID);

    private final String source;
    private final List<Segment> segments = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /** Texts and variables by turns, beginning and ending with a text: for making URLs. */
    private final List<String> texts = new ArrayList<>();

    private final StringBuilder text = new StringBuilder();
    private boolean hasTail;

    /** A segment: one of the three is not null, or it is the tail. */
    record Segment(String literal, SegmentPattern pattern) {
        boolean isTail() {
            return literal == null && pattern == null;
        }
    }

    private PathTemplate(String source) {
        this.source = source;
    }

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException if it is none
     */
    static PathTemplate parse(String source) {
        PathTemplate template = new PathTemplate(source);
        if (!source.isEmpty()) {
            if (source.charAt(0) != '/') {
                throw template.wrong("It must begin with a slash.");
            }
            template.readSegments();
        }
        template.endText();
        Set<String> distinct = new HashSet<>(template.names);
        if (distinct.size() < template.names.size()) {
            throw template.wrong("It has a variable twice.");
        }
        return template;
    }

    private void readSegments() {
        int begin = 1;
        while (begin <= source.length()) {
            int end = endOfSegment(begin);
            if (hasTail) {
                throw wrong("A variable of the type 'path' must be its end.");
            }
            text.append('/');
            segments.add(readSegment(source.substring(begin, end)));
            begin = end + 1;
        }
    }

    /** A slash within braces is none. */
    private int endOfSegment(int begin) {
        int depth = 0;
        for (int i = begin; i < source.length(); i++) {
            char c = source.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == '/' && depth == 0) {
                return i;
            }
        }
        if (depth != 0) {
            throw wrong("A brace has no partner.");
        }
        return source.length();
    }

    private Segment readSegment(String segment) {
        if (segment.indexOf('{') < 0) {
            if (segment.indexOf('}') >= 0) {
                throw wrong("A brace has no partner.");
            }
            text.append(segment);
            return new Segment(segment, null);
        }
        return new SegmentReader(segment).read();
    }

    /** Reads what has variables. */
    private final class SegmentReader {
        private final String segment;
        private final StringBuilder regex = new StringBuilder();
        private String prefix = "";
        private String suffix = "";
        private PathType only;
        private int variables;
        private boolean isSimple = true;

        SegmentReader(String segment) {
            this.segment = segment;
        }

        Segment read() {
            int at = 0;
            while (at < segment.length()) {
                at = segment.charAt(at) == '{' ? variable(at) : literal(at);
            }
            if (hasTail) {
                return new Segment(null, null);
            }
            return new Segment(null, isSimple && variables == 1 ? typed() : expression());
        }

        private SegmentPattern typed() {
            return new SegmentPattern.Typed(prefix, only, suffix);
        }

        private SegmentPattern expression() {
            return new SegmentPattern.Expression(new BoundedRegex(regex.toString()), variables);
        }

        private int literal(int at) {
            int brace = segment.indexOf('{', at);
            int end = brace < 0 ? segment.length() : brace;
            String literal = segment.substring(at, end);
            text.append(literal);
            regex.append(Pattern.quote(literal));
            if (variables == 0) {
                prefix = literal;
            } else {
                suffix = literal;
            }
            return end;
        }

        private int variable(int at) {
            int end = closingBrace(at);
            String inside = segment.substring(at + 1, end);
            int colon = inside.indexOf(':');
            String name = colon < 0 ? inside : inside.substring(0, colon);
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw wrong("A variable must have a name of letters, digits and underscores.");
            }
            endText();
            names.add(name);
            kind(colon < 0 ? "text" : inside.substring(colon + 1));
            variables++;
            return end + 1;
        }

        private void kind(String kind) {
            PathType type = TYPES.get(kind);
            if (kind.equals("path")) {
                requireWholeSegment();
                hasTail = true;
            } else if (type != null) {
                only = type;
                regex.append("(?<v").append(variables).append('>').append(regexOf(type));
                regex.append(')');
            } else {
                requireNoTail(kind);
                requireExpression(kind);
                isSimple = false;
                regex.append("(?<v").append(variables).append('>').append(kind).append(')');
            }
        }

        private void requireWholeSegment() {
            if (variables > 0 || segment.indexOf('{') > 0 || !segment.endsWith("}")) {
                throw wrong("A variable of the type 'path' stands alone between slashes.");
            }
        }

        private void requireNoTail(String kind) {
            if (kind.isEmpty() || kind.equals(".*") || kind.equals(".+")) {
                throw wrong(
                        "A variable is within one segment, so write {name}, or {name:path} for all"
                                + " the rest of the path with its slashes.");
            }
        }

        /** By itself, for in a group even what has too many parentheses may be one. */
        private void requireExpression(String kind) {
            try {
                Pattern.compile(kind);
            } catch (PatternSyntaxException e) {
                throw wrong("Its regular expression is none: " + e.getDescription() + ".");
            }
        }

        private String regexOf(PathType type) {
            return switch (type) {
                case TEXT -> ".+?";
                case INT -> "[0-9]{1,9}";
                case LONG -> "[0-9]{1,18}";
                case UUID -> "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
            };
        }

        private int closingBrace(int at) {
            int depth = 0;
            for (int i = at; i < segment.length(); i++) {
                depth += segment.charAt(i) == '{' ? 1 : segment.charAt(i) == '}' ? -1 : 0;
                if (depth == 0) {
                    return i;
                }
            }
            throw wrong("A brace has no partner.");
        }
    }

    private void endText() {
        texts.add(text.toString());
        text.setLength(0);
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(
                "The path '" + source + "' cannot be a route's. " + what);
    }

    // ---------------------------------------------------------------- looking

    List<Segment> segments() {
        return segments;
    }

    /** The names of the variables, in their order. */
    String[] names() {
        return names.toArray(String[]::new);
    }

    /**
     * The path with values for the variables.
     *
     * @throws IllegalArgumentException if one is missing or too much
     */
    String fill(Map<String, String> values) {
        if (!values.keySet().equals(new HashSet<>(names))) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "The path '%s' has the variables %s, and was given values for %s.",
                            source,
                            names,
                            values.keySet()));
        }
        StringBuilder path = new StringBuilder(PathEncoding.encode(texts.getFirst(), true));
        for (int i = 0; i < names.size(); i++) {
            boolean keepsSlashes = hasTail && i == names.size() - 1;
            path.append(PathEncoding.encode(values.get(names.get(i)), keepsSlashes));
            path.append(PathEncoding.encode(texts.get(i + 1), true));
        }
        return path.toString();
    }

    @Override
    public String toString() {
        return source;
    }
}
