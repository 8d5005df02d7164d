package org.asyncio4j.bench.drivers;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** pgjdbc over the loop's sockets, against a PostgreSQL of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresTest {
    private static EmbeddedPostgres postgres;

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    @interface OnEngines {}

    /** There are binaries for one kind of machine, and root must have user namespaces. */
    @BeforeAll
    static void start() {
        try {
            postgres = EmbeddedPostgres.start();
        } catch (IOException | IllegalStateException e) {
            abort("PostgreSQL does not start here: " + e);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    private static <X extends Exception> void run(String engine, Action<X> main) throws X {
        System.setProperty("asyncio4j.io", engine);
        try {
            Asyncio.run(RunOptions.DEFAULT.withHandleSignals(false), main);
        } finally {
            System.clearProperty("asyncio4j.io");
        }
    }

    private static Connection connect() throws SQLException {
        return connect("");
    }

    private static Connection connect(String parameters) throws SQLException {
        return DriverManager.getConnection(QueryMode.TASKS.url(postgres.getPort()) + parameters);
    }

    private static String ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(question)) {
            return first(result);
        }
    }

    private static String first(ResultSet result) throws SQLException {
        assertTrue(result.next());
        return result.getString(1);
    }

    /** Waits until the database is busy with a {@code pg_sleep}. */
    private static void awaitSleeper() throws SQLException {
        try (Connection other = connect()) {
            while (ask(other, SLEEPERS).equals("0")) {
                sleep(millis(1));
            }
        }
    }

    @OnEngines
    void eightConnectionsOnOneLoop(String engine) throws SQLException {
        run(
                engine,
                () -> {
                    List<Task<Integer>> tasks = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        tasks.add(createTask(() -> sumOfAnswers(100)));
                    }
                    for (Task<Integer> task : tasks) {
                        assertEquals(5050, task.await());
                    }
                });
    }

    private static int sumOfAnswers(int questions) throws SQLException {
        int sum = 0;
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("select ?::int + 1")) {
            for (int number = 0; number < questions; number++) {
                statement.setInt(1, number);
                try (ResultSet result = statement.executeQuery()) {
                    assertTrue(result.next());
                    sum += result.getInt(1);
                }
            }
        }
        return sum;
    }

    @OnEngines
    void othersRunWhileTheDatabaseWorks(String engine) throws SQLException {
        run(
                engine,
                () -> {
                    List<String> trail = new ArrayList<>();
                    gather(
                            () -> {
                                try (Connection connection = connect()) {
                                    trail.add("asks");
                                    ask(connection, "select pg_sleep(0.1)");
                                    trail.add("is answered");
                                }
                            },
                            () -> {
                                while (trail.isEmpty()) {
                                    sleep(millis(1));
                                }
                                trail.add("meanwhile");
                            });
                    assertEquals(List.of("asks", "meanwhile", "is answered"), trail);
                });
    }

    @OnEngines
    void muchGoesThereAndBack(String engine) throws SQLException {
        String text = "0123456789".repeat(500_000);
        run(
                engine,
                () -> {
                    try (Connection connection = connect();
                            PreparedStatement statement =
                                    connection.prepareStatement("select ?::text || '!'")) {
                        statement.setString(1, text);
                        try (ResultSet result = statement.executeQuery()) {
                            assertTrue(result.next());
                            assertEquals(text + "!", result.getString(1));
                        }
                    }
                });
    }

    /** The driver cancels over a connection of its own, which its thread outside makes. */
    @OnEngines
    void aThreadOutsideCancelsAQuery(String engine) throws SQLException {
        run(
                engine,
                () -> {
                    try (Connection connection = connect();
                            Statement statement = connection.createStatement()) {
                        Task<SQLException> query =
                                createTask(() ->
                                        assertThrows(
                                                SQLException.class,
                                                () ->
                                                        statement.executeQuery(
                                                                "select pg_sleep(50)")));
                        awaitSleeper();
                        toThread(() -> {
                            statement.cancel();
                        });
                        assertEquals("57014", query.await().getSQLState());
                        assertEquals("7", ask(connection, "select 7"));
                    }
                });
    }

    private static final String SLEEPERS =
            "select count(*) from pg_stat_activity"
                    + " where state = 'active' and query like '%pg\\_sleep%'"
                    + " and pid <> pg_backend_pid()";

    @OnEngines
    void theSocketTimeoutEndsAQuery(String engine) throws SQLException {
        run(
                engine,
                () -> {
                    try (Connection connection = connect()) {
                        connection.setNetworkTimeout(null, 50);
                        SQLException late =
                                assertThrows(
                                        SQLException.class,
                                        () -> ask(connection, "select pg_sleep(50)"));
                        assertEquals("Read timed out", late.getCause().getMessage());
                        assertTrue(connection.isClosed());
                    }
                });
    }

    @OnEngines
    void aConnectionInsideWhichATaskWasCancelledIsNotUsedAgain(String engine) throws SQLException {
        run(
                engine,
                () -> {
                    try (Connection connection = connect()) {
                        Task<String> query =
                                createTask(() ->
                                        ask(connection, "select 'secret' from pg_sleep(0.3)"));
                        awaitSleeper();
                        query.cancel();
                        assertThrows(CancelledError.class, query::await);
                        assertThrows(SQLException.class, () -> ask(connection, "select 'mine'"));
                        assertFalse(connection.isValid(1));
                    }
                });
    }

    /** Why sockets close themselves on cancellation: what the driver does where they do not. */
    @OnEngines
    void onASocketThatStaysOpenTheAnswersAreThoseToFormerQuestions(String engine)
            throws SQLException {
        run(
                engine,
                () -> {
                    try (Connection connection = connect("&socketFactoryArg=keepOnCancel")) {
                        Task<String> query =
                                createTask(() ->
                                        ask(connection, "select 'secret' from pg_sleep(0.3)"));
                        awaitSleeper();
                        query.cancel();
                        assertThrows(CancelledError.class, query::await);
                        try (Statement next = connection.createStatement()) {
                            next.execute("select 'mine'");
                            assertEquals("secret", first(next.getResultSet()));
                        }
                    }
                });
    }

    @OnEngines
    void closingAConnectionEndsItsQuery(String engine) throws SQLException {
        run(
                engine,
                () -> {
                    Connection connection = connect();
                    Task<SQLException> query =
                            createTask(() ->
                                    assertThrows(
                                            SQLException.class,
                                            () -> ask(connection, "select pg_sleep(50)")));
                    awaitSleeper();
                    toThread(() -> {
                        connection.abort(Runnable::run);
                    });
                    query.await();
                    assertTrue(connection.isClosed());
                });
    }
}
