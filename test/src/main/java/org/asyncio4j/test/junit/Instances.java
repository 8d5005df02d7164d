package org.asyncio4j.test.junit;

import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.ReflectionSupport;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The instances of a test class, and of those it is nested in, for the runs of one test: JUnit's
 * own for the first run, and each time others for the next ones, as far as they are per method.
 *
 * <p>What other extensions have put into the fields of JUnit's instance, before the first run, the
 * others get too: a field that has a value there, and none after the constructor here.
 */
final class Instances {
    private final ExtensionContext context;

    /** JUnit's, the outermost first. */
    private final List<Object> given;

    /** How many of the outermost are for several tests, and so for all runs. */
    private final int shared;

    /** The fields of the given ones that are not shared. */
    private final Map<Field, Object> values = new HashMap<>();

    private boolean used;

    /**
     * @param several whether there may be more than one run
     */
    Instances(ExtensionContext context, boolean several) {
        this.context = context;
        this.given = context.getRequiredTestInstances().getAllInstances();
        this.shared = countShared();
        if (several) {
            given.subList(shared, given.size()).forEach(this::remember);
        }
    }

    /** Where in the list of instances the object is; -1 if it is none of JUnit's. */
    int indexOf(Object instance) {
        for (int index = 0; index < given.size(); index++) {
            if (given.get(index) == instance) {
                return index;
            }
        }
        return -1;
    }

    /** The classes of the instances, the outermost first. */
    List<Class<?>> types() {
        List<Class<?>> types = new ArrayList<>();
        given.forEach(instance -> types.add(instance.getClass()));
        return types;
    }

    /** Those for the next run, the outermost first. */
    List<Object> next() {
        if (!used) {
            used = true;
            return given;
        }
        List<Object> instances = new ArrayList<>(given.subList(0, shared));
        for (Object original : given.subList(shared, given.size())) {
            Object outer = instances.isEmpty() ? null : instances.getLast();
            Object instance = newInstance(original.getClass(), outer);
            fill(instance);
            instances.add(instance);
        }
        return instances;
    }

    /** An instance that is for several tests has outer ones that are, too. */
    private int countShared() {
        Set<Class<?>> perClass = classesWithOneInstance();
        int count = given.size();
        while (count > 0 && !perClass.contains(given.get(count - 1).getClass())) {
            count--;
        }
        return count;
    }

    private Set<Class<?>> classesWithOneInstance() {
        Set<Class<?>> types = new HashSet<>();
        Optional<ExtensionContext> each = Optional.of(context);
        while (each.isPresent()) {
            ExtensionContext here = each.get();
            if (here.getTestInstanceLifecycle().filter(Lifecycle.PER_CLASS::equals).isPresent()) {
                here.getTestClass().ifPresent(types::add);
            }
            each = here.getParent();
        }
        return types;
    }

    // ---------------------------------------------------------------- making them

    private Object newInstance(Class<?> type, Object outer) {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (!constructor.isSynthetic()) {
                return outer == null || Modifier.isStatic(type.getModifiers())
                        ? context.getExecutableInvoker().invoke(constructor)
                        : context.getExecutableInvoker().invoke(constructor, outer);
            }
        }
        throw new IllegalStateException("There is no constructor in " + type + ".");
    }

    private void remember(Object instance) {
        forEachField(
                instance.getClass(),
                field -> {
                    Object value = read(field, instance);
                    if (!isNothing(value)) {
                        values.put(field, value);
                    }
                });
    }

    private void fill(Object instance) {
        forEachField(
                instance.getClass(),
                field -> {
                    Object value = values.get(field);
                    if (value != null && isNothing(read(field, instance))) {
                        write(field, instance, value);
                    }
                });
    }

    private interface FieldVisitor {
        void visit(Field field);
    }

    private static void forEachField(Class<?> type, FieldVisitor visitor) {
        for (Class<?> each = type; each != Object.class; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                boolean fixed = Modifier.isStatic(modifiers) || Modifier.isFinal(modifiers);
                if (!fixed && !field.isSynthetic()) {
                    visitor.visit(field);
                }
            }
        }
    }

    /** As JUnit may, to which the class is open. */
    private static Object read(Field field, Object instance) {
        try {
            return ReflectionSupport.tryToReadFieldValue(field, instance).get();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot read " + field + ".", e);
        }
    }

    private static void write(Field field, Object instance, Object value) {
        if (!field.trySetAccessible()) {
            throw new IllegalStateException(
                    "Each run of this test has an instance of its own, and gets what "
                            + field
                            + " has in JUnit's. Its package must be open for that: opens "
                            + field.getDeclaringClass().getPackageName()
                            + " to org.junit.platform.commons, org.asyncio4j.test.");
        }
        try {
            field.set(instance, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Cannot write " + field + ".", e);
        }
    }

    private static boolean isNothing(Object value) {
        return switch (value) {
            case null -> true;
            case Number number -> number.doubleValue() == 0;
            case Boolean bool -> !bool;
            case Character character -> character == 0;
            default -> false;
        };
    }
}
