package org.asyncio4j.launcher.serve;

import org.asyncio4j.http.server.Application;
import org.asyncio4j.launcher.Misuse;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/**
 * The application that a program has for others to serve: what a method without parameters returns,
 * or what a field holds. Of several, the one named {@code app} or {@code application}. In a class
 * without static ones, those of a new object.
 */
final class ServedApplication {
    private static final List<String> USUAL_NAMES = List.of("app", "application");

    private final Class<?> program;

    private ServedApplication(Class<?> program) {
        this.program = program;
    }

    /**
     * Finds it.
     *
     * @throws Misuse if there is none, or too many
     * @throws Exception what the program throws while it makes it
     */
    static Application of(Class<?> program) throws Exception {
        return new ServedApplication(program).find();
    }

    private Application find() throws Exception {
        Member chosen = choose(members());
        chosen.object().setAccessible(true);
        try {
            Object receiver = chosen.isStatic() ? null : newProgram();
            Application application = chosen.get(receiver);
            if (application == null) {
                throw new Misuse(describe(chosen) + " of " + program.getName() + " is null.");
            }
            return application;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private List<Member> members() {
        List<Member> members = new ArrayList<>();
        for (Method method : program.getDeclaredMethods()) {
            if (method.getParameterCount() == 0
                    && Application.class.isAssignableFrom(method.getReturnType())
                    && !method.isSynthetic()) {
                members.add(new Member(method));
            }
        }
        for (Field field : program.getDeclaredFields()) {
            if (Application.class.isAssignableFrom(field.getType()) && !field.isSynthetic()) {
                members.add(new Member(field));
            }
        }
        return members;
    }

    private Member choose(List<Member> members) throws Misuse {
        if (members.size() == 1) {
            return members.getFirst();
        }
        for (String name : USUAL_NAMES) {
            for (Member member : members) {
                if (member.name().equals(name)) {
                    return member;
                }
            }
        }
        throw new Misuse(
                members.isEmpty()
                        ? program.getName()
                                + " has no method 'Application app()' and no field of that type;"
                                + " if it serves by itself, start it with 'asyncio4j run'."
                        : program.getName()
                                + " has several applications: name the one to serve 'app'.");
    }

    private Object newProgram() throws Exception {
        try {
            Constructor<?> constructor = program.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new Misuse(
                    program.getName()
                            + " needs a constructor without parameters, or a static method 'app'.");
        }
    }

    private static String describe(Member member) {
        return "'" + member.name() + "'";
    }

    /** A method or a field. */
    private record Member(AccessibleObject object) {
        String name() {
            return switch (object) {
                case Method method -> method.getName();
                case Field field -> field.getName();
                default -> throw new AssertionError(object);
            };
        }

        boolean isStatic() {
            return Modifier.isStatic(((java.lang.reflect.Member) object).getModifiers());
        }

        Application get(Object receiver) throws ReflectiveOperationException {
            return (Application)
                    (object instanceof Method method
                            ? method.invoke(receiver)
                            : ((Field) object).get(receiver));
        }
    }
}
