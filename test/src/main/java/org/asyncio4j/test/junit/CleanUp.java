package org.asyncio4j.test.junit;

import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A method to be run after the test. JUnit resolves its arguments only when the test is over, which
 * is too late; so what is not of the run is taken from those of the methods before.
 *
 * @param place the index of the instance it belongs to
 */
record CleanUp(Method method, int place) {
    /** Runs it, with what a run provides, what JUnit knows and what other extensions provide. */
    void invoke(TestRun run, TestPlan.Fixture fixture, ExtensionContext context, Object target) {
        Parameter[] parameters = method.getParameters();
        if (Arrays.stream(parameters).anyMatch(each -> isKnown(each, fixture))) {
            Object[] arguments =
                    Arrays.stream(parameters)
                            .map(each -> argument(each, run, fixture, context))
                            .toArray();
            run.invoke(method, target, arguments);
        } else {
            context.getExecutableInvoker().invoke(method, target);
        }
    }

    private static boolean isKnown(Parameter parameter, TestPlan.Fixture fixture) {
        return TestRun.provides(parameter.getType())
                || parameter.getType() == TestInfo.class
                || fixture.argumentLike(parameter).isPresent();
    }

    private Object argument(
            Parameter parameter, TestRun run, TestPlan.Fixture fixture, ExtensionContext context) {
        if (TestRun.provides(parameter.getType())) {
            return run.provide(parameter.getType());
        }
        if (parameter.getType() == TestInfo.class) {
            return Info.of(context);
        }
        return fixture.argumentLike(parameter)
                .orElseThrow(() ->
                        new IllegalStateException(
                                "The parameter '"
                                        + parameter
                                        + "' of "
                                        + method
                                        + " is not known before the test has ended. Give one like"
                                        + " it to a @BeforeEach method, whose argument will be"
                                        + " taken, or ask for it in a method without parameters of"
                                        + " the simulation."));
    }

    /** Whether the other parameter stands for the same. */
    static boolean isAlike(Parameter parameter, Parameter other) {
        boolean distinct = parameter.getType().isInterface() || isAnnotated(parameter);
        return distinct
                && parameter.getParameterizedType().equals(other.getParameterizedType())
                && Set.of(parameter.getAnnotations()).equals(Set.of(other.getAnnotations()));
    }

    private static boolean isAnnotated(AnnotatedElement element) {
        return element.getAnnotations().length > 0;
    }

    /** As JUnit's own. */
    private record Info(
            String getDisplayName,
            Set<String> getTags,
            Optional<Class<?>> getTestClass,
            Optional<Method> getTestMethod)
            implements TestInfo {
        static Info of(ExtensionContext context) {
            return new Info(
                    context.getDisplayName(),
                    context.getTags(),
                    context.getTestClass(),
                    context.getTestMethod());
        }
    }
}
