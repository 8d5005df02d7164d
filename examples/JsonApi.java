// A JSON API: routes with typed parameters, records in and out, errors as responses.
// Give it a port to serve there; without one it asks itself some questions and ends.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.client.SessionOptions;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpException;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Request;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;

record NewTask(String title) {}

record Item(int id, String title, boolean done) {}

// A plain map, though every request is a task: tasks of a loop run one at a time.
Map<Integer, Item> items = new TreeMap<>();

int lastId;

Application application() {
    var app = new Application();
    app.get("/items", request -> Response.json(items.values()));
    app.post("/items", this::add);
    app.get("/items/{id:int}", request -> Response.json(find(request)));
    app.put("/items/{id:int}/done", this::finish);
    app.delete("/items/{id:int}", this::remove);
    return app;
}

Response add(Request request) throws IOException {
    NewTask wanted = request.json(NewTask.class);
    if (wanted.title() == null || wanted.title().isBlank()) {
        throw HttpException.badRequest("An item needs a title.");
    }
    Item item = new Item(++lastId, wanted.title(), false);
    items.put(item.id(), item);
    return Response.json(item).status(201).header("Location", "/items/" + item.id());
}

Item find(Request request) {
    Item item = items.get(request.pathInt("id"));
    if (item == null) {
        throw HttpException.notFound("There is no such item.");
    }
    return item;
}

Response finish(Request request) {
    Item before = find(request);
    Item done = new Item(before.id(), before.title(), true);
    items.put(done.id(), done);
    return Response.json(done);
}

Response remove(Request request) {
    items.remove(find(request).id());
    return Response.noContent();
}

void ask(ClientSession session, String method, String path, Object body) throws IOException {
    var request = session.request(method, path);
    if (body != null) {
        request.json(body);
    }
    try (var response = request.send()) {
        IO.println(
                method + " " + path + " -> " + response.status() + " " + response.text().strip());
    }
}

void demonstrate() throws IOException {
    try (var server =
                    HttpServer.start(
                            application(), ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0));
            var session = new ClientSession(SessionOptions.DEFAULT.withBaseUrl(server.url()))) {
        ask(session, "POST", "/items", new NewTask("write a server"));
        ask(session, "POST", "/items", new NewTask("measure it"));
        ask(session, "PUT", "/items/1/done", null);
        ask(session, "GET", "/items", null);
        ask(session, "POST", "/items", new NewTask(" "));
        ask(session, "GET", "/items/7", null);
        ask(session, "GET", "/items/seven", null);
        ask(session, "DELETE", "/items/2", null);
    }
}

void main(String[] args) throws IOException {
    if (args.length > 0) {
        application().runOn(Integer.parseInt(args[0]));
    } else {
        run(this::demonstrate);
    }
}
