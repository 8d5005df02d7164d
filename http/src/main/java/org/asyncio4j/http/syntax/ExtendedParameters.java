package org.asyncio4j.http.syntax;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Parameters of headers whose values have more than ASCII: RFC 8187, and in pieces RFC 2231. */
public final class ExtendedParameters {
    private ExtendedParameters() {}

    /**
     * The value of a parameter in the best of its forms: {@code name*}, {@code name*0} and so on,
     * {@code name}. One that cannot be decoded is as if it were not there.
     *
     * @param parameters by their names in lower case
     * @return null if there is none
     */
    public static String get(Map<String, String> parameters, String name) {
        String extended = decoded(parameters.get(name + "*"));
        if (extended != null) {
            return extended;
        }
        String inPieces = inPieces(parameters, name);
        return inPieces != null ? inPieces : unquoted(parameters.get(name));
    }

    /** Browsers write a quotation mark in a name so. */
    private static String unquoted(String value) {
        return value == null ? null : value.replace("%22", "\"");
    }

    private static String inPieces(Map<String, String> parameters, String name) {
        StringBuilder value = new StringBuilder();
        boolean escaped = false;
        for (int i = 0; ; i++) {
            String plain = parameters.get(name + "*" + i);
            String extended = parameters.get(name + "*" + i + "*");
            if (plain == null && extended == null) {
                break;
            }
            escaped |= extended != null;
            value.append(extended != null ? extended : plain.replace("%", "%25"));
        }
        if (value.isEmpty()) {
            return null;
        }
        return escaped ? decoded(value.toString()) : value.toString().replace("%25", "%");
    }

    /** Of {@code charset'language'escaped}. */
    private static String decoded(String value) {
        int first = value == null ? -1 : value.indexOf('\'');
        int second = first < 0 ? -1 : value.indexOf('\'', first + 1);
        if (second < 0) {
            return null;
        }
        try {
            Charset charset = Charset.forName(value.substring(0, first));
            return PercentEncoding.decode(value.substring(second + 1), charset);
        } catch (IllegalArgumentException broken) {
            return null;
        }
    }

    /** Header fields are read in ISO 8859-1; what is UTF-8 in truth is read again. */
    public static String asUtf8(String header) {
        if (header.chars().allMatch(c -> c < 0x80) || header.chars().anyMatch(c -> c > 0xFF)) {
            return header;
        }
        try {
            return StrictText.decode(
                    header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        } catch (CharacterCodingException inTruthIso) {
            return header;
        }
    }
}
