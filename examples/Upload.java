// Takes files from a form: large ones go to the disk as they come, their names are not trusted.
// Give it a port and a folder to serve; without them it sends itself two files and ends.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.form.FormData;
import org.asyncio4j.http.form.UploadedFile;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpException;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Request;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;

String page =
        """
        <!doctype html>
        <title>Upload</title>
        <form method="post" enctype="multipart/form-data">
          <input type="file" name="file" multiple>
          <input type="submit" value="Send">
        </form>
        """;

Application application(Path folder) {
    var app = new Application().maxBodySize(100L * 1024 * 1024);
    app.get("/", request -> Response.html(page));
    app.post("/", request -> upload(request, folder));
    return app;
}

Response upload(Request request, Path folder) throws IOException {
    var lines = new StringBuilder();
    for (UploadedFile file : request.form().files("file")) {
        Path target = folder.resolve(file.safeFileName());
        try {
            file.copyTo(target);
        } catch (FileAlreadyExistsException e) {
            throw HttpException.conflict("There is a " + target.getFileName() + " already.");
        }
        lines.append(target.getFileName()).append(": ").append(file.size()).append(" bytes\n");
    }
    return Response.text(lines.toString());
}

void demonstrate(Path folder) throws IOException {
    try (var server =
                    HttpServer.start(
                            application(folder),
                            ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0));
            var session = new ClientSession()) {
        var form =
                new FormData()
                        .add("file", "notes.txt", Body.of("buy tea"))
                        .add("file", "../../photo.jpg", Body.of(new byte[3_000_000]));
        IO.print(session.post(server.url()).form(form).text());
        try (var again = session.post(server.url()).form(form).send()) {
            IO.println(again.status() + " " + again.text());
        }
    }
}

void main(String[] args) throws IOException {
    if (args.length > 1) {
        application(Path.of(args[1])).runOn(Integer.parseInt(args[0]));
    } else {
        Path folder = Files.createTempDirectory("upload");
        run(() -> demonstrate(folder));
        Files.delete(folder.resolve("notes.txt"));
        Files.delete(folder.resolve("photo.jpg"));
        Files.delete(folder);
    }
}
