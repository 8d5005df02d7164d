// A chat over WebSockets, with its page: whoever is there hears what anybody says.
// Give it a port to serve there; without one Ann and Bob talk for a moment, and it ends.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.http.WebSocket;
import org.asyncio4j.http.WebSocketMessage.Text;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Request;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;

String page =
        """
        <!doctype html>
        <title>Chat</title>
        <ul id="said"></ul>
        <input id="text" placeholder="Say something, and press Enter">
        <script>
          const name = prompt('Your name?') || 'somebody'
          const socket = new WebSocket(`ws://${location.host}/chat/${encodeURIComponent(name)}`)
          socket.onmessage = event => {
            const line = document.createElement('li')
            line.textContent = event.data
            said.append(line)
          }
          text.onchange = () => { socket.send(text.value); text.value = '' }
        </script>
        """;

// Plain, though every guest is a task: tasks of a loop run one at a time.
Set<WebSocket> guests = new LinkedHashSet<>();

Application application() {
    var app = new Application();
    app.get("/", request -> Response.html(page));
    app.webSocket("/chat/{name}", this::chat);
    return app;
}

void chat(Request request, WebSocket guest) throws IOException {
    String name = request.pathText("name");
    guests.add(guest);
    try {
        say(name + " has come");
        for (var message : guest) {
            if (message instanceof Text(String text)) {
                say(name + ": " + text);
            }
        }
    } finally {
        guests.remove(guest);
        say(name + " has gone");
    }
}

// A guest whose line is slow must not hold up the others: each is told in a task of its own.
void say(String text) {
    for (WebSocket guest : guests) {
        createTask(() -> {
            try {
                guest.send(text);
            } catch (IOException e) {
                guest.abort();
            }
        });
    }
}

void demonstrate() throws IOException {
    try (var server =
                    HttpServer.start(
                            application(), ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0));
            var session = new ClientSession()) {
        String url = server.url().replace("http:", "ws:") + "/chat/";
        try (var ann = session.webSocket(url + "Ann").connect()) {
            IO.println("Ann hears: " + ann.receiveText());
            try (var bob = session.webSocket(url + "Bob").connect()) {
                IO.println("Ann hears: " + ann.receiveText());
                IO.println("Bob hears: " + bob.receiveText());
                ann.send("Hello, Bob!");
                IO.println("Bob hears: " + bob.receiveText());
                IO.println("Ann hears: " + ann.receiveText());
            }
            IO.println("Ann hears: " + ann.receiveText());
        }
    }
}

void main(String[] args) throws IOException {
    if (args.length > 0) {
        application().runOn(Integer.parseInt(args[0]));
    } else {
        run(this::demonstrate);
    }
}
