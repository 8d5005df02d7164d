// The HTTP server for node: `http.js PORT`. Its library tells the date itself.
//
// WebSockets are not in its library; with the package `ws` there is one more path.
'use strict';

const http = require('node:http');

const GREETING = Buffer.from('Hello, World!');
const LARGE = Buffer.alloc(100 * 1024, 'x');

function answer(response, type, body) {
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length });
    response.end(body);
}

const server = http.createServer({ noDelay: true }, (request, response) => {
    switch (request.url) {
        case '/plaintext':
            return answer(response, 'text/plain; charset=utf-8', GREETING);
        case '/json':
            return answer(
                response,
                'application/json',
                Buffer.from(JSON.stringify({ message: 'Hello, World!' })));
        case '/100k':
            return answer(response, 'application/octet-stream', LARGE);
        default:
            response.writeHead(404).end();
    }
});

function addWebSocket() {
    let ws;
    try {
        ws = require('ws');
    } catch (notInstalled) {
        return;
    }
    new ws.WebSocketServer({ server, path: '/ws', perMessageDeflate: false })
        .on('connection', (socket) => {
            socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
        });
}

addWebSocket();
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 }, () => {
    console.log('ready');
});
