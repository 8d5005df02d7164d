package org.asyncio4j.bench.table.http;

import org.asyncio4j.bench.http.Answers;
import org.asyncio4j.bench.table.Program;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Makes sure that a server answers what the others answer: wrk does not look. */
final class Probe {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Probe() {}

    /** Asks for {@code path} once; throws if the answer is another than that of all. */
    static void check(int port, String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + port + path);
        HttpResponse<String> response =
                CLIENT.send(
                        HttpRequest.newBuilder(address).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.US_ASCII));
        String body = response.body();
        boolean same =
                path.equals(Answers.JSON)
                        ? body.replace(" ", "").equals(Answers.JSON_TEXT.replace(" ", ""))
                        : body.equals(path.equals(Answers.LARGE) ? large() : Answers.GREETING);
        if (response.statusCode() != 200 || !same) {
            throw new Program.Failure(
                    "answers %s with status %d and %d bytes that are not those of all"
                            .formatted(path, response.statusCode(), body.length()));
        }
        for (String header : new String[] {"Content-Type", "Content-Length", "Date"}) {
            if (response.headers().firstValue(header).isEmpty()) {
                throw new Program.Failure("answers %s without %s".formatted(path, header));
            }
        }
    }

    private static String large() {
        return new String(Answers.large(), StandardCharsets.US_ASCII);
    }
}
