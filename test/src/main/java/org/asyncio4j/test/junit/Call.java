package org.asyncio4j.test.junit;

import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

import java.lang.reflect.Method;
import java.util.List;

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
}
