package org.asyncio4j.http.server;

import org.asyncio4j.http.wire.ServerExchange;

import java.util.ArrayList;
import java.util.List;

/** What is to happen when the client of a request is gone. */
final class Disconnection {
    private final List<Runnable> actions = new ArrayList<>(2);
    private boolean isGone;

    Disconnection(ServerExchange exchange) {
        exchange.onDisconnect(this::happens);
    }

    private void happens() {
        isGone = true;
        actions.forEach(Runnable::run);
    }

    /** At once if it is gone already. */
    void add(Runnable action) {
        actions.add(action);
        if (isGone) {
            action.run();
        }
    }
}
