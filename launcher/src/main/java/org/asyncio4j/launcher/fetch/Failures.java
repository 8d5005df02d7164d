package org.asyncio4j.launcher.fetch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says what has failed to whoever has called the command. */
final class Failures {
    private Failures() {}

    static String message(IOException failure) {
        String message = failure.getMessage();
        return switch (failure) {
            case AccessDeniedException _ -> message + " must not be written";
            case NoSuchFileException _ -> message + " is not there";
            case FileSystemException _ when message != null -> message;
            default -> message == null ? failure.toString() : FileNames.printable(message);
        };
    }
}
