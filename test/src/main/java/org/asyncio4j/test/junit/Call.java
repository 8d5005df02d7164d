package org.asyncio4j.test.junit;

import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Optional;

/**
 * A method that JUnit was about to invoke.
 *
 * @param target null for a static method
 * @param arguments with null for what each run provides
 */
record Call(Method method, Object target, List<Object> arguments) {
    static Call of(ReflectiveInvocationContext<Method> context) {
        return new Call(
                context.getExecutable(), context.getTarget().orElse(null), context.getArguments());
    }

    /** The argument for a parameter that stands for the same, if it is not the run's. */
    Optional<Object> argumentLike(Parameter wanted) {
        Parameter[] parameters = method.getParameters();
        for (int index = 0; index < parameters.length; index++) {
            if (arguments.get(index) != null && CleanUp.isAlike(wanted, parameters[index])) {
                return Optional.of(arguments.get(index));
            }
        }
        return Optional.empty();
    }
}
