package org.asyncio4j.http.server;

import org.asyncio4j.http.Headers;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which content codings a client takes, and how gladly: RFC 9110, 12.5.3. */
final class AcceptEncoding {
    private static final AcceptEncoding NOTHING = new AcceptEncoding(Map.of());
    private static final String IDENTITY = "identity";

    /** From 0, not at all, to 1. */
    private final Map<String, Double> qualities;

    private AcceptEncoding(Map<String, Double> qualities) {
        this.qualities = qualities;
    }

    /** What a request says. Who says nothing gets no coding, as every server does it. */
    static AcceptEncoding of(Headers request) {
        List<String> values = request.getAll("Accept-Encoding");
        if (values.isEmpty()) {
            return NOTHING;
        }
        Map<String, Double> qualities = new HashMap<>();
        for (String value : values) {
            for (String element : value.split(",")) {
                add(element, qualities);
            }
        }
        return new AcceptEncoding(qualities);
    }

    private static void add(String element, Map<String, Double> qualities) {
        String[] parts = element.split(";", 2);
        String coding = parts[0].strip().toLowerCase(Locale.ROOT);
        if (!coding.isEmpty()) {
            qualities.put(coding, parts.length < 2 ? 1.0 : quality(parts[1].strip()));
        }
    }

    /** 0 for what is no number between 0 and 1: then better no coding than a wrong one. */
    private static double quality(String weight) {
        String text = weight.toLowerCase(Locale.ROOT);
        if (!text.startsWith("q=") || !isNumber(text, 2)) {
            return 0;
        }
        double quality = Double.parseDouble(text.substring(2));
        return quality <= 1 ? quality : 0;
    }

    /** A digit, then at most a dot and three more. */
    private static boolean isNumber(String text, int begin) {
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i == begin + 1 ? c != '.' : c < '0' || c > '9') {
                return false;
            }
        }
        return text.length() > begin && text.length() <= begin + 5;
    }

    /**
     * The coding to send.
     *
     * @param offered the best first: it decides between those that the client likes the same
     * @return null to send it as it is
     */
    String best(List<String> offered) {
        String best = null;
        double most = Math.max(qualities.getOrDefault(IDENTITY, 0.0), Double.MIN_VALUE);
        boolean isBetterThanPlain = false;
        for (String coding : offered) {
            double quality = qualityOf(coding);
            if (isBetterThanPlain ? quality > most : quality >= most) {
                best = coding;
                most = quality;
                isBetterThanPlain = true;
            }
        }
        return best;
    }

    private double qualityOf(String coding) {
        Double own = qualities.get(coding);
        return own != null ? own : qualities.getOrDefault("*", 0.0);
    }
}
