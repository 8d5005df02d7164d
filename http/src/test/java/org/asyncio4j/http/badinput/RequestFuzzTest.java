package org.asyncio4j.http.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.Request;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.test.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Requests with mistakes at random: each gets an answer and an end, what handlers see is what the
 * simplest reader sees too, and nobody complains in the log.
 */
@Timeout(60)
class RequestFuzzTest {
    private static final int ROUNDS = 3000;

    private static final String NEXT =
            "GET /next HTTP/1.1\r\nHost: a\r\nX-Next: next\r\nConnection: close\r\n\r\n";

    private static final List<String> VALID =
            List.of(
                    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET /x?y=z HTTP/1.1\r\nHost: a:80\r\nAccept: */*\r\nCookie: a=b; c=d\r\n\r\n",
                    "DELETE /x HTTP/1.1\r\nHost: a\r\nUser-Agent: x/1 (y)\r\n\r\n",
                    "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
                    "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\nhello\r\n\r\nyou",
                    "PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "5\r\nhello\r\n1\r\nx\r\n0\r\n\r\n",
                    "PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                            + "GET /second HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                    "OPTIONS /x HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, x\r\n\r\n",
                    "GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n",
                    "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                            + "Content-Length: 2\r\n\r\nhi");

    private final List<String> seen = new CopyOnWriteArrayList<>();

    private void routes(Application app) {
        app.get("/hello", request -> Response.text("Hello"));
        app.any("/{rest:path}", this::tell);
    }

    private Response tell(Request request) throws Exception {
        String body = new String(request.bytes(), StandardCharsets.ISO_8859_1);
        seen.add(request.method() + " " + request.rawPathAndQuery() + " " + body);
        return Response.text("seen");
    }

    @Test
    void requestsWithMistakes() throws Exception {
        long seed = Long.getLong(Seed.PROPERTY, 17);
        Random random = new Random(seed);
        Mutation mutation = new Mutation(random);
        try (Site site = Site.start(this::routes)) {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = mutation.of(VALID.get(random.nextInt(VALID.size())));
                String story = "seed " + seed + ", round " + round + ": ";
                try {
                    attack(site, bytes);
                } catch (Exception | AssertionError e) {
                    String text = new String(bytes, StandardCharsets.ISO_8859_1);
                    throw new AssertionError(story + text, e);
                }
                assertEquals(List.of(), site.log(), story);
            }
            try (RawClient client = site.connect()) {
                client.assertServes();
            }
        }
    }

    private void attack(Site site, byte[] bytes) throws Exception {
        seen.clear();
        byte[] all = java.util.Arrays.copyOf(bytes, bytes.length + NEXT.length());
        System.arraycopy(
                NEXT.getBytes(StandardCharsets.ISO_8859_1), 0, all, bytes.length, NEXT.length());
        List<String> expected = ReferenceParser.requests(all);
        List<RawResponse> responses = new ArrayList<>();
        try (RawClient client = site.connect()) {
            client.send(all, Segments.MANY).halfClose();
            readAll(client, responses);
        }
        assertTrue(
                isWithin(seen, expected), () -> "seen " + seen + ", by the reference " + expected);
        boolean refused = responses.stream().anyMatch(each -> each.status() >= 400);
        assertTrue(
                refused || seen.size() == expected.size(),
                () -> "ends without a word: " + responses + ", by the reference " + expected);
    }

    /** Whether the requests are among the expected ones, in their order. */
    private static boolean isWithin(List<String> requests, List<String> expected) {
        int index = 0;
        for (String each : expected) {
            if (index < requests.size() && requests.get(index).equals(each)) {
                index++;
            }
        }
        return index == requests.size();
    }

    private static void readAll(RawClient client, List<RawResponse> responses) throws Exception {
        for (RawResponse response; (response = client.response()) != null; ) {
            responses.add(response);
        }
    }
}
