package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.syntax.PercentEncoding;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of a folder, for a server to send: aiohttp's {@code add_static}.
 *
 * <pre>{@code
 * app.files("/static", new StaticFiles(Path.of("public")).withIndex("index.html"));
 * }</pre>
 *
 * <p>A request names a file by its path below the folder. It is answered with the file, with a part
 * of it ({@code Range}), or that it has not changed ({@code If-None-Match}, {@code
 * If-Modified-Since}), as RFC 9110 has it. Where a file beside it has the same name and {@code
 * .br}, {@code .zst} or {@code .gz} behind it, and the client takes that coding, that one is sent.
 *
 * <p>No path leads out of the folder, by dots, links or anything else, unless {@link
 * #withLinksAnywhere} says so: 404, whether there is something or not. Names that begin with a dot
 * are 404, too, but for {@code /.well-known}. What is there and cannot be sent, such as a pipe, a
 * file that must not be read, or a folder, is 403.
 *
 * <p>The disk is asked in a thread. What was asked for within the last second is only looked at
 * again, to see whether it has changed, which takes some microseconds of the loop's.
 *
 * <p>Whoever can write into the folder could exchange a file for a link between the look and the
 * sending; do not share that right with those who should not read all files.
 *
 * <p>Immutable; for any number of applications, loops and threads.
 */
public final class StaticFiles {
    private final Path root;
    private final String index;
    private final boolean listing;
    private final boolean hidden;
    private final boolean anywhere;
    private final String charset;
    private final Headers headers;
    private final RecentFiles recent = new RecentFiles();
    private final FileVersions versions = new FileVersions();

    /**
     * The files of a folder. Looks whether it is there; which takes a moment, so make it before the
     * server starts.
     *
     * @throws IllegalArgumentException if there is no such folder
     */
    public StaticFiles(Path root) {
        this(existing(root), null, false, false, false, FileTypes.CHARSET, new Headers());
    }

    private StaticFiles(
            Path root,
            String index,
            boolean listing,
            boolean hidden,
            boolean anywhere,
            String charset,
            Headers headers) {
        this.root = root;
        this.index = index;
        this.listing = listing;
        this.hidden = hidden;
        this.anywhere = anywhere;
        this.charset = charset;
        this.headers = headers;
    }

    private static Path existing(Path root) {
        if (!Files.isDirectory(root)) {
            throw new IllegalArgumentException(
                    "There is no folder "
                            + root.toAbsolutePath()
                            + " whose files could be served.");
        }
        return root.toAbsolutePath();
    }

    /** The folder. */
    public Path root() {
        return root;
    }

    /**
     * With the file that stands for the folder it is in, {@code index.html} say; null for none, as
     * at first.
     */
    public StaticFiles withIndex(String fileName) {
        if (fileName != null && !StaticPath.isName(fileName)) {
            throw new IllegalArgumentException("'" + fileName + "' is no name of a file.");
        }
        return new StaticFiles(root, fileName, listing, hidden, anywhere, charset, headers);
    }

    /** Whether a folder without such a file is answered with a list of its files; at first not. */
    public StaticFiles withListing(boolean listing) {
        return new StaticFiles(root, index, listing, hidden, anywhere, charset, headers);
    }

    /** Whether names that begin with a dot are served, too; at first not. */
    public StaticFiles withHidden(boolean hidden) {
        return new StaticFiles(root, index, listing, hidden, anywhere, charset, headers);
    }

    /**
     * Whether links may lead out of the folder; at first not. aiohttp's {@code
     * break_symlink_sandbox}.
     */
    public StaticFiles withLinksAnywhere(boolean anywhere) {
        return new StaticFiles(root, index, listing, hidden, anywhere, charset, headers);
    }

    /** With the charset that texts are said to be in, {@code utf-8} at first; null to say none. */
    public StaticFiles withCharset(String charset) {
        return new StaticFiles(root, index, listing, hidden, anywhere, charset, headers);
    }

    /**
     * With a header field for each answer that is a file or says that it has not changed: {@code
     * withHeader("Cache-Control", "max-age=3600")}.
     *
     * @throws IllegalArgumentException as {@link Headers#set}
     */
    public StaticFiles withHeader(String name, String value) {
        Headers more = headers.copy().set(name, value);
        return new StaticFiles(root, index, listing, hidden, anywhere, charset, more);
    }

    // ---------------------------------------------------------------- versions

    /**
     * The path of a file with a version that changes with its content, for links in pages: with it,
     * a file may be kept for as long as anybody likes. aiohttp's {@code append_version}.
     *
     * <pre>{@code
     * String link = "/static/" + files.versioned("css/app.css");   // css/app.css?v=Zx3…
     * }</pre>
     *
     * <p>Gives way: always, for the disk. Cancellation: nothing has happened.
     *
     * @param name the file's path below the folder, with slashes, not encoded
     * @return it, encoded for a URL; without a version if there is no such file
     * @throws IOException if the file cannot be read
     */
    public String versioned(String name) throws IOException {
        String encoded = encode(name);
        StaticPath way = StaticPath.parse(encoded);
        if (way == null || !isFor(way)) {
            return encoded;
        }
        String version = toThread(() -> versionOf(way));
        return version == null ? encoded : encoded + "?v=" + version;
    }

    private String versionOf(StaticPath way) throws IOException {
        return Finding.below(root, way, anywhere) instanceof Finding.File(ServedFile file)
                ? versions.of(file.plain())
                : null;
    }

    private static String encode(String name) {
        StringBuilder encoded = new StringBuilder();
        for (String part : name.split("/", -1)) {
            encoded.append(encoded.isEmpty() ? "" : "/").append(DirectoryListing.encode(part));
        }
        return encoded.toString();
    }

    // ---------------------------------------------------------------- answers

    /**
     * Answers a request.
     *
     * <p>Gives way: for the disk, unless the file was asked for a moment ago.
     *
     * @param rawPath the path below the folder as it came, with its percent signs
     * @param rawUrl the whole path of the request, of which that is the end
     */
    FileAnswer answer(String method, Headers request, String rawPath, String rawUrl) {
        RecentFiles.Known known = recent.find(rawPath);
        if (known != null) {
            return content(method, request, known);
        }
        StaticPath way = StaticPath.parse(rawPath);
        if (way == null || !isFor(way)) {
            return FileAnswer.error(404);
        }
        Finding found = toThread(() -> Finding.below(root, way, anywhere));
        return switch (found) {
            case Finding.File(ServedFile file) when !way.isFolder() ->
                    content(method, request, recent.add(rawPath, file, typeOf(way)));
            case Finding.Folder(Path folder) ->
                    folder(method, request, rawPath, rawUrl, way, folder);
            case Finding.Forbidden _ -> FileAnswer.error(403);
            default -> FileAnswer.error(404);
        };
    }

    private boolean isFor(StaticPath way) {
        return hidden || !way.isHidden();
    }

    private String typeOf(StaticPath way) {
        return FileTypes.of(Path.of(way.names().getLast()), charset);
    }

    private FileAnswer content(String method, Headers request, RecentFiles.Known known) {
        FileAnswer answer = FileAnswer.of(method, request, known.file(), known.contentType());
        if (answer.status() < 400) {
            answer.headers().setAll(headers);
        }
        return answer;
    }

    private FileAnswer folder(
            String method,
            Headers request,
            String rawPath,
            String rawUrl,
            StaticPath way,
            Path folder) {
        Finding page = index == null ? Finding.MISSING : toThread(() -> indexOf(way));
        boolean hasIndex = page instanceof Finding.File;
        if (!hasIndex && !listing) {
            return FileAnswer.error(403);
        }
        if (!rawUrl.endsWith("/")) {
            return redirect(rawUrl);
        }
        if (page instanceof Finding.File(ServedFile file)) {
            String type = FileTypes.of(Path.of(index), charset);
            return content(method, request, recent.add(rawPath, file, type));
        }
        return list(rawUrl, folder);
    }

    private Finding indexOf(StaticPath way) {
        return Finding.below(root, way.with(index), anywhere);
    }

    /**
     * The same with a slash, so that links in the page lead into the folder. Relative, since what
     * begins with two slashes would be another server's.
     */
    private static FileAnswer redirect(String rawUrl) {
        String name = rawUrl.substring(rawUrl.lastIndexOf('/') + 1);
        String plain = PercentEncoding.decode(name, StandardCharsets.UTF_8);
        Headers location = Headers.of("Location", "./" + DirectoryListing.encode(plain) + "/");
        return new FileAnswer(302, location, Body.empty());
    }

    private FileAnswer list(String rawUrl, Path folder) {
        String title = PercentEncoding.decode(rawUrl, StandardCharsets.UTF_8);
        try {
            String page = toThread(() -> DirectoryListing.of(folder, title, this::isShown));
            return new FileAnswer(200, new Headers(), Body.of(page, "text/html; charset=utf-8"));
        } catch (IOException e) {
            return FileAnswer.error(403);
        }
    }

    /** Whether a file in a folder could be asked for. Blocks. */
    private boolean isShown(Path file) {
        try {
            return (hidden || !file.getFileName().toString().startsWith("."))
                    && (anywhere
                            || !Files.isSymbolicLink(file)
                            || file.toRealPath().startsWith(root.toRealPath()));
        } catch (IOException | SecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "StaticFiles[" + root + "]";
    }
}
