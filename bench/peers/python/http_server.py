"""The HTTP server for Python, aiohttp on uvloop: `http_server.py PORT`.

It tells the length, the date and its name itself.
"""

import asyncio
import resource
import sys

import uvloop
from aiohttp import web

BACKLOG = 4096
GREETING = b"Hello, World!"
LARGE = b"x" * (100 * 1024)


async def plaintext(request):
    return web.Response(body=GREETING, content_type="text/plain", charset="utf-8")


async def json(request):
    return web.json_response({"message": "Hello, World!"})


async def large(request):
    return web.Response(body=LARGE, content_type="application/octet-stream")


async def web_socket(request):
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(message.data)
    return socket


async def serve(port):
    application = web.Application()
    application.router.add_get("/plaintext", plaintext)
    application.router.add_get("/json", json)
    application.router.add_get("/100k", large)
    application.router.add_get("/ws", web_socket)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=BACKLOG).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


def main():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    uvloop.install()
    asyncio.run(serve(int(sys.argv[1])))


main()
