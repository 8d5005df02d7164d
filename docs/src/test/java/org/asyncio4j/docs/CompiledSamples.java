package org.asyncio4j.docs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Samples compiled in one go, in memory. A warning counts as an error. */
final class CompiledSamples {
    private static final List<String> OPTIONS =
            List.of(
                    "--release",
                    Integer.toString(Runtime.version().feature()),
                    "-proc:none",
                    "-Xlint:all",
                    "-cp",
                    System.getProperty("java.class.path"));

    private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();
    private final Map<String, List<String>> complaints = new TreeMap<>();

    /** Compiles the samples. */
    CompiledSamples(List<Sample> samples) throws IOException {
        Map<String, Sample> byClass = new HashMap<>();
        List<Source> sources = new ArrayList<>();
        for (Sample sample : samples) {
            if (byClass.put(sample.className(), sample) != null) {
                throw new IllegalArgumentException("two samples are " + sample.className());
            }
            sources.add(new Source(sample));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            compiler.getTask(null, new Memory(files), diagnostics, OPTIONS, null, sources).call();
        }
        diagnostics.getDiagnostics().forEach(this::note);
    }

    private void note(Diagnostic<? extends JavaFileObject> diagnostic) {
        if (diagnostic.getKind() == Diagnostic.Kind.NOTE) {
            return; // With all warnings on, a note only says something about others.
        }
        if (diagnostic.getSource() instanceof Source source) {
            Sample sample = source.sample;
            long line = diagnostic.getLineNumber() - sample.firstLine();
            complaints
                    .computeIfAbsent(sample.className(), _ -> new ArrayList<>())
                    .add("line " + line + " of the block: " + diagnostic.getMessage(null));
        } else {
            complaints.computeIfAbsent("", _ -> new ArrayList<>()).add(diagnostic.getMessage(null));
        }
    }

    /** What the compiler has against a sample; empty if nothing. */
    String complaintsOf(Sample sample) {
        return String.join("\n", complaints.getOrDefault(sample.className(), List.of()));
    }

    boolean haveComplaints() {
        return !complaints.isEmpty();
    }

    /** What the compiler said that belongs to no sample. */
    String generalComplaints() {
        return String.join("\n", complaints.getOrDefault("", List.of()));
    }

    /** A class loader of the samples' classes, and what they use. */
    ClassLoader newLoader(ClassLoader parent) {
        return new ClassLoader(parent) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                ByteArrayOutputStream bytes = classes.get(name);
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes.toByteArray(), 0, bytes.size());
            }
        };
    }

    private static final class Source extends SimpleJavaFileObject {
        private final Sample sample;

        Source(Sample sample) {
            super(URI.create("string:///" + sample.className() + ".java"), Kind.SOURCE);
            this.sample = sample;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return sample.source();
        }
    }

    /** Keeps what is compiled. */
    private final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        Memory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("bytes:///" + name + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    classes.put(name, bytes);
                    return bytes;
                }
            };
        }
    }
}
