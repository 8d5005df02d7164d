package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.sleep;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.syntax.HttpDate;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Sends a request again where a server is overloaded, or the connection fails: a few times, after
 * pauses that grow, and differ so that not all clients come back at once. What aiohttp has as an
 * example.
 *
 * <pre>{@code
 * SessionOptions.DEFAULT.withMiddlewares(RetryMiddleware.DEFAULT.withRetries(5))
 * }</pre>
 *
 * <p>Only methods that may be repeated without harm are retried, unless {@link #withMethods} says
 * otherwise, and only bodies that can be sent again. A server's {@code Retry-After} is kept to, if
 * it is not longer than the longest pause; else its response is returned at once. A {@link
 * TlsError} is not worth another attempt, nor is anything after the session's end. The last
 * response or failure comes out. The request's total time-out is for all attempts and pauses
 * together.
 *
 * @param retries how often to send again, at most
 * @param firstPause before the second attempt; doubled before each further one
 * @param longestPause no pause is longer
 * @param statuses of responses that are worth another attempt
 * @param methods that may be sent again
 */
public record RetryMiddleware(
        int retries,
        Duration firstPause,
        Duration longestPause,
        Set<Integer> statuses,
        Set<String> methods)
        implements ClientMiddleware {
    /** Three retries after 1, 2 and 4 seconds, for 429 and what servers say when they are down. */
    public static final RetryMiddleware DEFAULT =
            new RetryMiddleware(
                    3,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    Set.of(429, 500, 502, 503, 504),
                    Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "QUERY"));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a number or a pause below zero
     */
    public RetryMiddleware {
        SessionOptions.requireNotNegative("The number of retries", retries);
        if (firstPause.isNegative() || longestPause.isNegative()) {
            throw new IllegalArgumentException(
                    "A pause cannot be below zero: " + firstPause + ", " + longestPause + ".");
        }
        statuses = Set.copyOf(statuses);
        methods = Set.copyOf(methods);
    }

    public RetryMiddleware withRetries(int retries) {
        return new RetryMiddleware(retries, firstPause, longestPause, statuses, methods);
    }

    /** The first pause, and the longest. */
    public RetryMiddleware withPauses(Duration first, Duration longest) {
        return new RetryMiddleware(retries, first, longest, statuses, methods);
    }

    public RetryMiddleware withStatuses(Integer... statuses) {
        return new RetryMiddleware(retries, firstPause, longestPause, Set.of(statuses), methods);
    }

    public RetryMiddleware withMethods(String... methods) {
        return new RetryMiddleware(retries, firstPause, longestPause, statuses, Set.of(methods));
    }

    @Override
    public ClientResponse handle(OutgoingRequest request, ClientHandler next) throws IOException {
        boolean allowed = methods.contains(request.method()) && isRepeatable(request);
        for (int attempt = 0; ; attempt++) {
            boolean last = !allowed || attempt >= retries;
            Duration pause = null;
            try {
                ClientResponse response = next.handle(request);
                pause = last ? null : pauseAfter(response, attempt);
                if (pause == null) {
                    return response;
                }
                response.close();
            } catch (ConnectionError e) {
                if (last || isFinal(e, request.session())) {
                    throw e;
                }
                pause = growing(attempt);
            }
            sleep(pause);
        }
    }

    /** There is no time for another attempt, or it could only fail as this one. */
    private static boolean isFinal(ConnectionError failure, ClientSession session) {
        return failure.getClass() == RequestTimeoutError.class
                || failure instanceof TlsError
                || session.isClosed();
    }

    private static boolean isRepeatable(OutgoingRequest request) {
        return request.body().length() == 0 || request.body().isRepeatable();
    }

    /** How long to wait for another attempt; null for none. */
    private Duration pauseAfter(ClientResponse response, int attempt) {
        if (!statuses.contains(response.status())) {
            return null;
        }
        Duration wanted = retryAfter(response.headers(), Instant.now());
        if (wanted == null) {
            return growing(attempt);
        }
        return wanted.compareTo(longestPause) > 0 ? null : wanted;
    }

    private Duration growing(int attempt) {
        return growing(attempt, ThreadLocalRandom.current()::nextDouble);
    }

    /** Between half of the doubled pause and all of it. */
    Duration growing(int attempt, DoubleSupplier random) {
        double nanos = nanos(firstPause) * Math.pow(2, attempt);
        double most = Math.min(nanos, nanos(longestPause));
        return Duration.ofNanos((long) (most * (0.5 + random.getAsDouble() / 2)));
    }

    /** As a fraction, for a long pause is more of them than can be counted. */
    private static double nanos(Duration pause) {
        return pause.getSeconds() * 1e9 + pause.getNano();
    }

    /** What the server asks for, in seconds or as a date; null if it does not, or nobody knows. */
    static Duration retryAfter(Headers headers, Instant now) {
        String value = headers.get("Retry-After");
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (value.length() <= 9 && value.chars().allMatch(each -> each >= '0' && each <= '9')) {
            return Duration.ofSeconds(Integer.parseInt(value));
        }
        Instant date = HttpDate.parse(value);
        if (date == null) {
            return null;
        }
        Duration until = Duration.between(now, date);
        return until.isNegative() ? Duration.ZERO : until;
    }
}
