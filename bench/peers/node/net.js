// The echo server for node: `node net.js PORT BUFFER LOOPS`.
//
// It has one loop, and chooses the size of its buffers itself.
'use strict';

const net = require('node:net');

const server = net.createServer({ noDelay: true }, (socket) => {
    socket.on('data', (data) => {
        if (!socket.write(data)) {
            socket.pause();
        }
    });
    socket.on('drain', () => socket.resume());
    socket.on('error', () => socket.destroy());
});

server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 }, () => {
    console.log('ready');
});
