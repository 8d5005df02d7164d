package org.asyncio4j.bench.http;

import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.taskGroup;

import org.asyncio4j.http.client.ClientResponse;
import org.asyncio4j.http.client.ClientSession;

import java.io.IOException;

/** asyncio4j's client, asked by tasks, as a user of it would write it. */
public final class Asyncio4jFetch {

    private final Fetching fetching;
    private final ClientSession session;
    private int next;

    private Asyncio4jFetch(Fetching fetching, ClientSession session) {
        this.fetching = fetching;
        this.session = session;
    }

    public static void main(String[] arguments) throws Exception {
        Fetching fetching = new Fetching(arguments);
        run(() -> {
            try (ClientSession session = new ClientSession()) {
                fetching.measure(new Asyncio4jFetch(fetching, session)::fetchAll);
            }
        });
    }

    private void fetchAll() {
        next = 0;
        taskGroup(group -> {
            for (int i = 0; i < fetching.concurrency(); i++) {
                group.createTask(this::work);
            }
        });
    }

    private void work() throws IOException {
        while (next < fetching.urls()) {
            int index = next++;
            long began = System.nanoTime();
            try (ClientResponse response = session.get(fetching.url(index)).send()) {
                fetching.answered(index, began, response.status(), response.text());
            }
        }
    }
}
