package org.asyncio4j.test.junit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

import java.lang.reflect.Method;

/**
 * Runs a test method and its fixtures on a loop.
 *
 * <p>JUnit itself then invokes none of them. It resolves the arguments of {@code @BeforeEach}
 * methods and of the test, which are remembered with their methods; when the test's turn comes, all
 * of them run, and the {@code @AfterEach} methods too, as the main task of each simulation. What of
 * a run is to be an argument is null in what JUnit resolves, and filled in by each run.
 */
public final class AsyncTestExtension implements InvocationInterceptor, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(AsyncTestExtension.class);

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
        planOf(context).addBefore(Call.of(method));
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Exception {
        invocation.skip();
        planOf(context).run(Call.of(method));
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Exception {
        interceptTestMethod(invocation, method, context);
    }

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
        throw new IllegalStateException(
                "The tests that "
                        + method.getExecutable()
                        + " makes would not run on its loop. Use @ParameterizedTest with @OnLoop,"
                        + " or Simulation.run(...) in each of them.");
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
    }

    // ---------------------------------------------------------------- parameters

    /** Not those of constructors: an instance is made before its loop. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getDeclaringExecutable() instanceof Method
                && TestRun.provides(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return null; // Each run has its own.
    }

    private static TestPlan planOf(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        TestPlan plan = store.get(TestPlan.class, TestPlan.class);
        if (plan == null) {
            plan = new TestPlan(context);
            store.put(TestPlan.class, plan);
        }
        return plan;
    }
}
