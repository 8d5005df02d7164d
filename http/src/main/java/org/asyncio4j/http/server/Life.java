package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.awaitTasks;
import static org.asyncio4j.Asyncio.createTask;

import org.asyncio4j.Task;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What happens in the life of an application besides requests. First what is around comes, then
 * what is inside; at the end the other way round.
 */
final class Life {
    private final Application application;
    private final List<Application.Hook> startup = new ArrayList<>();
    private final List<Application.Hook> shutdown = new ArrayList<>();
    private final List<Application.Hook> cleanup = new ArrayList<>();
    private final List<Context<?>> contexts = new ArrayList<>();

    /** What is still to be closed, the first opened first. */
    private final List<Application.Hook> open = new ArrayList<>();

    Life(Application application) {
        this.application = application;
    }

    private record Context<T>(
            Key<T> key, Application.Opening<T> opening, Application.Closing<? super T> closing) {
        /** Returns how it is closed. */
        Application.Hook open(State state) throws Exception {
            T value = opening.open();
            if (key != null) {
                state.set(key, value);
            }
            return () -> closing.close(value);
        }
    }

    // ---------------------------------------------------------------- adding

    void onStartup(Application.Hook hook) {
        startup.add(Objects.requireNonNull(hook, "hook"));
    }

    void onShutdown(Application.Hook hook) {
        shutdown.add(Objects.requireNonNull(hook, "hook"));
    }

    void onCleanup(Application.Hook hook) {
        cleanup.add(Objects.requireNonNull(hook, "hook"));
    }

    <T> void context(
            Key<T> key, Application.Opening<T> opening, Application.Closing<? super T> closing) {
        Objects.requireNonNull(key, "key");
        contexts.add(new Context<>(key, opening, closing));
    }

    void background(String name, Application.Hook body) {
        Objects.requireNonNull(body, "body");
        contexts.add(new Context<Task<?>>(null, () -> createTask(name, body::run), Life::end));
    }

    /** A failure of the task is reported by the loop. */
    private static void end(Task<?> task) {
        task.cancel("the application ends");
        awaitTasks(List.of(task));
    }

    // ---------------------------------------------------------------- living

    /** Starts; if that fails, what was opened is closed. */
    void start() throws Exception {
        try {
            for (Context<?> context : contexts) {
                open.add(context.open(application.state()));
            }
            for (Application.Hook hook : startup) {
                hook.run();
            }
            for (Application each : application.mounted()) {
                each.life().start();
                open.add(each.life()::end);
            }
        } catch (Throwable e) {
            endAfter(e);
            throw e;
        }
    }

    private void endAfter(Throwable failure) {
        try {
            end();
        } catch (Throwable another) {
            failure.addSuppressed(another);
        }
    }

    void shutDown() throws Exception {
        Failures failures = new Failures();
        application.mounted().forEach(each -> failures.collect(each.life()::shutDown));
        shutdown.forEach(failures::collect);
        failures.throwAll();
    }

    /** Closes all, whatever fails. */
    void end() throws Exception {
        Failures failures = new Failures();
        cleanup.reversed().forEach(failures::collect);
        while (!open.isEmpty()) {
            failures.collect(open.removeLast());
        }
        failures.throwAll();
    }
}
