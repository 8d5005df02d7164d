package org.asyncio4j.launcher.fetch;

import org.asyncio4j.launcher.Arguments;
import org.asyncio4j.launcher.Misuse;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code asyncio4j fetch} is asked to do.
 *
 * @param urls what to download
 * @param folder where to put it
 * @param file the name of the only one; null if the URLs and the servers say. {@code -} is the
 *     standard output
 * @param parallel how many at a time
 * @param retries how often one is tried again without getting on
 * @param overwrite whether a file that is there may be replaced
 * @param quiet whether only failures are told
 */
record FetchOptions(
        List<String> urls,
        Path folder,
        Path file,
        int parallel,
        int retries,
        boolean overwrite,
        boolean quiet) {
    static final Path STANDARD_OUTPUT = Path.of("-");

    private static final FetchOptions DEFAULT =
            new FetchOptions(List.of(), Path.of(""), null, 4, 3, false, false);

    /**
     * Reads a command line.
     *
     * @throws Misuse if it makes no sense
     */
    static FetchOptions parse(String... words) throws Misuse {
        FetchOptions options = DEFAULT;
        List<String> urls = new ArrayList<>();
        Arguments arguments = new Arguments("fetch", words);
        while (arguments.hasNext()) {
            String word = arguments.next();
            if (arguments.isOption()) {
                options = options.with(word, arguments);
            } else {
                urls.add(url(word));
            }
        }
        arguments.requireNoValue();
        return options.withUrls(urls);
    }

    private FetchOptions with(String option, Arguments arguments) throws Misuse {
        return switch (option) {
            case "-o", "--output" -> withFile(Path.of(arguments.value()));
            case "-O", "--folder" -> withFolder(Path.of(arguments.value()));
            case "-j", "--parallel" ->
                    new FetchOptions(
                            urls,
                            folder,
                            file,
                            arguments.number(1, 1000),
                            retries,
                            overwrite,
                            quiet);
            case "--retries" ->
                    new FetchOptions(
                            urls,
                            folder,
                            file,
                            parallel,
                            arguments.number(0, 1000),
                            overwrite,
                            quiet);
            case "-f", "--force" ->
                    new FetchOptions(urls, folder, file, parallel, retries, true, quiet);
            case "-q", "--quiet" ->
                    new FetchOptions(urls, folder, file, parallel, retries, overwrite, true);
            default -> throw arguments.unknown();
        };
    }

    private FetchOptions withFile(Path file) {
        return new FetchOptions(urls, folder, file, parallel, retries, overwrite, quiet);
    }

    private FetchOptions withFolder(Path folder) throws Misuse {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new Misuse("'" + folder + "' is not a folder.");
        }
        return new FetchOptions(urls, folder, file, parallel, retries, overwrite, quiet);
    }

    private FetchOptions withUrls(List<String> urls) throws Misuse {
        if (urls.isEmpty()) {
            throw new Misuse("fetch needs a URL.");
        }
        if (file != null && urls.size() > 1) {
            throw new Misuse("fetch -o is for one URL; for several there is -O with a folder.");
        }
        return new FetchOptions(urls, folder, file, parallel, retries, overwrite, quiet);
    }

    private static String url(String word) throws Misuse {
        try {
            URI url = new URI(word);
            String scheme = url.getScheme();
            boolean isHttp = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
            if (isHttp && url.getRawAuthority() != null) {
                return word;
            }
        } catch (URISyntaxException e) {
            // As one of another scheme.
        }
        throw new Misuse("'" + word + "' is not a URL that begins with http:// or https://.");
    }

    boolean isForStandardOutput() {
        return STANDARD_OUTPUT.equals(file);
    }
}
