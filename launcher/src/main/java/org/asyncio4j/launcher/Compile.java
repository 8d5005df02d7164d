package org.asyncio4j.launcher;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles one source file as javac does, with javac's messages, and finds out which of its classes
 * is the program.
 */
final class Compile {

    private Compile() {}

    /**
     * Exits with status 1 if the file does not compile.
     *
     * @param args the source, the folder with the library ({@code library.jar}) and the lists of
     *     the classes that it needs ({@code core.lst} and others), the folder for the results:
     *     {@code program.jar}, {@code program.lst} and {@code main} with the name of the main class
     */
    public static void main(String[] args) throws IOException {
        Path source = Path.of(args[0]);
        Path library = Path.of(args[1]);
        Path results = Path.of(args[2]);
        Path classes = Files.createDirectory(results.resolve("classes"));
        List<String> types = compile(source, library.resolve("library.jar"), classes);
        if (types == null) {
            System.exit(1);
        }
        if (types.isEmpty()) {
            System.err.println(
                    "asyncio4j: there is no class in " + source + ", and no main method.");
            System.exit(1);
        }
        List<Path> classFiles;
        try (Stream<Path> files = Files.walk(classes)) {
            classFiles = files.filter(Files::isRegularFile).sorted().toList();
        }
        List<ClassModel> models = parse(classFiles);
        Path needed = library.resolve(listFor(models));
        ClassList.write(results.resolve("program.lst"), needed, models);
        pack(classes, classFiles, results.resolve("program.jar"));
        Files.writeString(results.resolve("main"), mainClass(source, types, classes) + "\n");
    }

    /** The JVM loads all classes of an archive, used or not: no Netty where there is no network. */
    private static String listFor(List<ClassModel> models) {
        if (ClassList.use(models, "org/asyncio4j/http/")) {
            return "http.lst";
        }
        return ClassList.use(models, "org/asyncio4j/net/") ? "net.lst" : "core.lst";
    }

    private static List<ClassModel> parse(List<Path> classFiles) throws IOException {
        var models = new ArrayList<ClassModel>();
        for (Path file : classFiles) {
            models.add(ClassFile.of().parse(file));
        }
        return models;
    }

    /** A jar and not the folder, because the JVM archives classes from jars only. */
    private static void pack(Path classes, List<Path> classFiles, Path jar) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Path file : classFiles) {
                zip.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }

    /** {@return the top-level types in the order of the source, or null if it does not compile} */
    private static List<String> compile(Path source, Path library, Path classes)
            throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var options = List.of("-d", classes.toString(), "-cp", library.toString(), "-proc:none");
        var types = new ArrayList<String>();
        // No listener for diagnostics: the compiler then prints them itself, on stderr.
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var units = files.getJavaFileObjects(source);
            var task = (JavacTask) compiler.getTask(null, files, null, options, null, units);
            task.addTaskListener(
                    new TaskListener() {
                        @Override
                        public void finished(TaskEvent event) {
                            if (event.getKind() == TaskEvent.Kind.PARSE) {
                                types.addAll(typesOf(event.getCompilationUnit()));
                            }
                        }
                    });
            return task.call() ? types : null;
        }
    }

    private static List<String> typesOf(CompilationUnitTree unit) {
        String prefix = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
        var names = new ArrayList<String>();
        for (Tree type : unit.getTypeDecls()) {
            if (type instanceof ClassTree declared) {
                names.add(prefix + declared.getSimpleName());
            }
        }
        return names;
    }

    /**
     * The class named like the file if it has a main method, else the first that has one, else (a
     * main method may be inherited) the first: java itself then says what is missing.
     */
    private static String mainClass(Path source, List<String> types, Path classes)
            throws IOException {
        var candidates = new ArrayList<String>();
        for (String type : types) {
            if (hasMain(classes.resolve(type.replace('.', '/') + ".class"))) {
                candidates.add(type);
            }
        }
        if (candidates.isEmpty()) {
            return types.getFirst();
        }
        String file = source.getFileName().toString().replaceFirst("\\.java$", "");
        return candidates.stream()
                .filter(type -> type.equals(file) || type.endsWith("." + file))
                .findFirst()
                .orElse(candidates.getFirst());
    }

    private static boolean hasMain(Path classFile) throws IOException {
        ClassModel model = ClassFile.of().parse(classFile);
        return model.methods().stream().anyMatch(Compile::isMain);
    }

    private static boolean isMain(MethodModel method) {
        String descriptor = method.methodType().stringValue();
        return method.methodName().equalsString("main")
                && !method.flags().has(AccessFlag.PRIVATE)
                && (descriptor.equals("()V") || descriptor.equals("([Ljava/lang/String;)V"));
    }
}
