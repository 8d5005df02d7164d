package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.Asyncio;
import org.asyncio4j.RunOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContextTest {
    private static final ScopedValue<String> NAME = ScopedValue.newInstance();
    private static final ScopedValue<String> OTHER = ScopedValue.newInstance();
    private static final InheritableThreadLocal<String> LOCAL = new InheritableThreadLocal<>();
    private static final RunOptions OPTIONS =
            RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false);

    private static Context captured(String name) {
        return ScopedValue.where(NAME, name).call(Context::capture);
    }

    @Test
    void whatWasBoundAtTheCaptureIsBoundInTheCall() throws Exception {
        assertEquals("a", captured("a").call(NAME::get));
        assertEquals("unbound", NAME.orElse("unbound"));
    }

    @Test
    void theCallsOwnBindingsComeBackBehindIt() throws Exception {
        Context context = captured("captured");
        ScopedValue.where(NAME, "here")
                .where(OTHER, "other")
                .call(() -> {
                    assertEquals("here", NAME.get());
                    assertEquals("captured", context.call(NAME::get));
                    assertEquals("unbound", context.call(() -> OTHER.orElse("unbound")));
                    assertEquals("here", NAME.get());
                    assertEquals("other", OTHER.get());
                    return null;
                });
    }

    @Test
    void bindingsComeBackWhereTheCallThrows() {
        Context context = captured("captured");
        ScopedValue.where(NAME, "here")
                .run(() -> {
                    assertThrows(
                            IOException.class,
                            () ->
                                    context.call(() -> {
                                        NAME.get();
                                        throw new IOException();
                                    }));
                    assertEquals("here", NAME.get());
                });
    }

    @Test
    void theCallMayBindForItself() throws Exception {
        Context context = captured("captured");
        assertEquals(
                "captured inner captured",
                context.call(() ->
                        NAME.get()
                                + " "
                                + ScopedValue.where(NAME, "inner").call(NAME::get)
                                + " "
                                + NAME.get()));
    }

    @Test
    void noneBindsNothing() throws Exception {
        ScopedValue.where(NAME, "here")
                .call(() -> {
                    assertEquals("here", Context.NONE.call(NAME::get));
                    return null;
                });
    }

    @Test
    void manyContextsOnOneThreadDoNotMix() throws Exception {
        for (int i = 0; i < 1000; i++) {
            String name = "name " + i;
            assertEquals(name, captured(name).call(NAME::get));
        }
    }

    // ---------------------------------------------------------------- tasks, the usual context

    @Test
    void tasksCallbacksAndRunsInheritWhatIsBoundWhereTheyAreMade() {
        ScopedValue.where(NAME, "outer")
                .run(() ->
                        Asyncio.run(
                                OPTIONS,
                                () -> {
                                    assertEquals("outer", NAME.get());
                                    ScopedValue.where(NAME, "inner")
                                            .run(() -> {
                                                Asyncio.createTask(
                                                                () -> {
                                                                    Asyncio.sleep(
                                                                            Asyncio.seconds(1));
                                                                    assertEquals(
                                                                            "inner", NAME.get());
                                                                })
                                                        .await();
                                            });
                                    assertEquals(
                                            "outer", Asyncio.createTask(() -> NAME.get()).await());
                                }));
    }

    @Test
    void aTaskKeepsTheBindingsOfAScopeThatItsMakerHasLeft() {
        Asyncio.run(
                OPTIONS,
                () -> {
                    var task =
                            ScopedValue.where(NAME, "left")
                                    .call(() ->
                                            Asyncio.createTask(() -> {
                                                Asyncio.sleep(Asyncio.seconds(1));
                                                return NAME.get();
                                            }));
                    assertEquals("unbound", NAME.orElse("unbound"));
                    assertEquals("left", task.await());
                });
    }

    @Test
    void inheritableThreadLocalsReachTasksAndAreTheirOwn() {
        LOCAL.set("outer");
        Asyncio.run(
                OPTIONS,
                () -> {
                    assertEquals("outer", LOCAL.get());
                    Asyncio.createTask(() -> LOCAL.set("child's")).await();
                    assertEquals("outer", LOCAL.get());
                });
    }
}
