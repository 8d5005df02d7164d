package org.asyncio4j.http.server;

import java.io.IOException;

/** Runs hooks where only I/O may fail. */
final class Unchecked {
    private Unchecked() {}

    /** Other checked exceptions become causes. */
    static void run(Application.Hook hook, String message) throws IOException {
        try {
            hook.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(message, e);
        }
    }
}
