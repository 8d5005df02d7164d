package org.asyncio4j.launcher;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.invoke.MethodHandleInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Describes classes to the JVM's archiver ({@code -XX:SharedClassListFile}): their names, the
 * lambdas in them, and the entries of their constant pools, which the archiver resolves in advance.
 *
 * <p>The JVM writes such a list itself when a program runs ({@code -XX:DumpLoadedClassList}). A
 * user's program must not run for that, so here it is read off the class files. A line that the
 * archiver does not understand only makes the archive miss something.
 */
final class ClassList {

    private ClassList() {}

    /** {@return the lines for these classes} */
    static List<String> of(List<ClassModel> models) {
        var names = new ArrayList<String>();
        var lambdas = new ArrayList<String>();
        var pools = new ArrayList<String>();
        for (ClassModel model : models) {
            names.add(model.thisClass().asInternalName());
            for (MethodModel method : model.methods()) {
                method.code().ifPresent(code -> addLambdas(model, code, lambdas));
            }
            pools.add(resolvable(model));
        }
        var lines = new ArrayList<>(names);
        lines.addAll(lambdas);
        lines.addAll(pools);
        return lines;
    }

    private static void addLambdas(ClassModel caller, CodeModel code, List<String> lines) {
        for (CodeElement element : code) {
            if (element instanceof InvokeDynamicInstruction call) {
                addLambda(caller, call.invokedynamic(), lines);
            }
        }
    }

    /**
     * {@code @lambda-proxy caller name type samType kind implClass implName implType
     * instantiatedType}
     */
    private static void addLambda(ClassModel caller, InvokeDynamicEntry call, List<String> lines) {
        var bootstrap = call.bootstrap().bootstrapMethod().reference();
        boolean isLambda =
                bootstrap.owner().asInternalName().equals("java/lang/invoke/LambdaMetafactory")
                        && bootstrap.name().equalsString("metafactory");
        if (!isLambda) {
            return;
        }
        var arguments = call.bootstrap().arguments();
        if (arguments.get(0) instanceof MethodTypeEntry samType
                && arguments.get(1) instanceof MethodHandleEntry implementation
                && arguments.get(2) instanceof MethodTypeEntry instantiatedType) {
            MemberRefEntry method = implementation.reference();
            lines.add(
                    new StringJoiner(" ", "@lambda-proxy ", "")
                            .add(caller.thisClass().asInternalName())
                            .add(call.name().stringValue())
                            .add(call.type().stringValue())
                            .add(samType.descriptor().stringValue())
                            .add(referenceKind(implementation))
                            .add(method.owner().asInternalName())
                            .add(method.name().stringValue())
                            .add(method.type().stringValue())
                            .add(instantiatedType.descriptor().stringValue())
                            .toString());
        }
    }

    private static String referenceKind(MethodHandleEntry handle) {
        return switch (handle.kind()) {
            case MethodHandleInfo.REF_invokeStatic -> "REF_invokeStatic";
            case MethodHandleInfo.REF_newInvokeSpecial -> "REF_newInvokeSpecial";
            case MethodHandleInfo.REF_invokeInterface -> "REF_invokeInterface";
            case MethodHandleInfo.REF_invokeSpecial -> "REF_invokeSpecial";
            default -> "REF_invokeVirtual";
        };
    }

    /** {@code @cp class index...} */
    private static String resolvable(ClassModel model) {
        var line = new StringJoiner(" ");
        line.add("@cp").add(model.thisClass().asInternalName());
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry
                    || entry instanceof MemberRefEntry
                    || entry instanceof InvokeDynamicEntry) {
                line.add(Integer.toString(entry.index()));
            }
        }
        return line.toString();
    }

    /** Whether one of these classes names a class whose name begins so. */
    static boolean use(List<ClassModel> models, String prefix) {
        for (ClassModel model : models) {
            for (PoolEntry entry : model.constantPool()) {
                if (entry instanceof ClassEntry used && used.asInternalName().startsWith(prefix)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Writes a list: the lines of another one, then those of these classes. */
    static void write(Path list, Path base, List<ClassModel> models) throws IOException {
        var lines = new ArrayList<String>();
        if (Files.isReadable(base)) {
            lines.addAll(Files.readAllLines(base));
        }
        lines.addAll(of(models));
        Files.write(list, lines);
    }
}
