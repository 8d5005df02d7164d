package org.asyncio4j.launcher.serve;

import org.asyncio4j.http.server.AccessLog;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.ServeOptions;
import org.asyncio4j.http.server.StaticFiles;
import org.asyncio4j.launcher.Misuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The command {@code asyncio4j serve}: a web server for a folder, or for the application of a
 * program.
 */
public final class Serve {
    private Serve() {}

    /**
     * Serves until Ctrl-C. The launcher's script has compiled the program, and says in a property
     * what its class is.
     *
     * @throws Exception what the program throws while it makes its application
     */
    public static void main(String[] args) throws Exception {
        try {
            Settings settings = Settings.parse(args);
            Application application =
                    application(settings, System.getProperty("asyncio4j.program"));
            HttpServer.run(application, options(settings));
        } catch (Misuse e) {
            e.exit();
        } catch (IOException e) {
            System.err.println("asyncio4j: " + e.getMessage());
            System.exit(1);
        }
    }

    private static Application application(Settings settings, String program) throws Exception {
        if (program == null) {
            return ofFolder(settings);
        }
        settings.requireNothingOfFolders();
        return ServedApplication.of(Class.forName(program));
    }

    private static Application ofFolder(Settings settings) throws Misuse {
        Path folder = Path.of(settings.operand());
        if (!Files.isDirectory(folder)) {
            throw new Misuse(
                    Files.exists(folder)
                            ? "'" + folder + "' is neither a folder nor a Java file."
                            : "there is no folder '" + folder + "'.");
        }
        Application application = new Application();
        application.files(
                "/",
                new StaticFiles(folder)
                        .withIndex("index.html")
                        .withListing(settings.isIndex())
                        .withHidden(settings.isHidden())
                        .withHeader("Cache-Control", "no-cache"));
        return application;
    }

    private static ServeOptions options(Settings settings) {
        if (settings.isLog()) {
            // One line for each request, without the two that java.util.logging would make of it.
            System.setProperty("java.util.logging.SimpleFormatter.format", "%5$s%6$s%n");
        }
        return ServeOptions.DEFAULT
                .withHost(settings.host())
                .withPort(settings.port())
                .withLoops(settings.loops())
                .withAccessLog(settings.isLog() ? AccessLog.FORMAT : null);
    }
}
