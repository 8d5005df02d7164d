"""aiohttp as a server for the client under test. Prints its port, and ends with its input."""

import asyncio
import sys

from aiohttp import web


async def echo(request):
    return web.Response(body=await request.read())


async def stream(request):
    response = web.StreamResponse()
    response.enable_compression()
    await response.prepare(request)
    for i in range(1000):
        await response.write(b"line %d\n" % i)
    await response.write_eof()
    return response


async def form(request):
    fields = await request.post()
    file = fields["file"]
    return web.Response(text="%s %s %d" % (fields["text"], file.filename, len(file.file.read())))


async def socket(request):
    ws = web.WebSocketResponse(protocols=["echo"])
    await ws.prepare(request)
    async for message in ws:
        if message.data == "close":
            await ws.close(code=4000, message=b"as you wish")
        elif message.type == web.WSMsgType.TEXT:
            await ws.send_str(message.data)
        else:
            await ws.send_bytes(message.data)
    return ws


async def cookies(request):
    response = web.Response(text=request.cookies.get("visits", "0"))
    response.set_cookie("visits", str(int(response.text) + 1))
    return response


async def redirect(request):
    raise web.HTTPFound("/echo")


async def main():
    app = web.Application(client_max_size=10_000_000)
    app.router.add_route("*", "/echo", echo)
    app.router.add_get("/stream", stream)
    app.router.add_post("/form", form)
    app.router.add_get("/socket", socket)
    app.router.add_get("/cookies", cookies)
    app.router.add_get("/redirect", redirect)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


asyncio.run(main())
