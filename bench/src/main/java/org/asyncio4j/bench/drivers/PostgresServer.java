package org.asyncio4j.bench.drivers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;

/** A PostgreSQL with a port of its own, which it prints, until its standard input ends. */
public final class PostgresServer {
    private PostgresServer() {}

    public static void main(String[] arguments) throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            System.out.println("port " + postgres.getPort());
            System.in.transferTo(System.err);
        }
    }
}
