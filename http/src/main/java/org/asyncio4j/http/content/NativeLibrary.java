package org.asyncio4j.http.content;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.github.luben.zstd.util.Native;

import org.asyncio4j.http.ContentDecodingException;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;

/** A library with a native part, which is looked for at once and loaded late. */
enum NativeLibrary {
    /** Its native parts are artifacts of their own. */
    BROTLI("com.aayushatharva.brotli4j.Brotli4jLoader") {
        @Override
        boolean hasNativePart(ClassLoader loader) {
            String name = "lib/" + platform() + "/" + System.mapLibraryName("brotli");
            return loader.getResource(name) != null;
        }

        @Override
        void loadNow() throws ContentDecodingException {
            Brotli4jLoader.ensureAvailability();
            tryOut(new BrotliEncoder(), new BrotliDecoder());
        }
    },
    /** Its native parts are all in its jar. */
    ZSTD("com.github.luben.zstd.util.Native") {
        @Override
        boolean hasNativePart(ClassLoader loader) {
            return true;
        }

        @Override
        void loadNow() throws ContentDecodingException {
            Native.load();
            tryOut(new ZstdEncoder(), new ZstdDecoder());
        }
    };

    private enum State {
        UNKNOWN,
        ABSENT,
        THERE,
        LOADED,
        FAILED
    }

    private final String className;
    private volatile State state = State.UNKNOWN;
    private volatile Throwable failure;

    NativeLibrary(String className) {
        this.className = className;
    }

    abstract boolean hasNativePart(ClassLoader loader);

    abstract void loadNow() throws ContentDecodingException;

    /** The first use takes longer than the loading: zstd-jni links each function then. */
    private static void tryOut(Encoder encoder, Decoder decoder) throws ContentDecodingException {
        try (encoder;
                decoder) {
            ByteArrayOutputStream coded = new ByteArrayOutputStream();
            encoder.encode(ByteBuffer.allocate(1), Encoder.Then.MORE, coded);
            encoder.encode(ByteBuffer.allocate(0), Encoder.Then.END, coded);
            decoder.decode(ByteBuffer.wrap(coded.toByteArray()), ByteBuffer.allocate(2));
            decoder.end();
        }
    }

    /** Whether it is on the path, and has not failed to load. */
    boolean isThere() {
        if (state == State.UNKNOWN) {
            state = isOnPath() ? State.THERE : State.ABSENT;
        }
        return state == State.THERE || state == State.LOADED;
    }

    private boolean isOnPath() {
        ClassLoader loader = NativeLibrary.class.getClassLoader();
        try {
            Class.forName(className, false, loader);
            return hasNativePart(loader);
        } catch (ClassNotFoundException leftOut) {
            return false;
        }
    }

    boolean isLoaded() {
        return state == State.LOADED;
    }

    /**
     * Loads it, unless that was done before. Blocks.
     *
     * @return whether it is loaded
     */
    boolean load() {
        if (state == State.LOADED) {
            return true;
        }
        try {
            loadNow();
            state = State.LOADED;
            return true;
        } catch (LinkageError | RuntimeException | ContentDecodingException e) {
            failure = e;
            state = State.FAILED;
            return false;
        }
    }

    /** Why it is not loaded. */
    String complaint() {
        return "its native library cannot be loaded: " + failure;
    }

    /** As brotli4j names it. */
    private static String platform() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system =
                name.startsWith("windows") ? "windows" : name.startsWith("mac") ? "osx" : name;
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> system + "-x86_64";
            case "arm" -> system + "-armv7";
            case String other -> system + "-" + other;
        };
    }
}
