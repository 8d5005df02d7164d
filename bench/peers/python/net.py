"""The echo servers for Python: `net.py LOOP STYLE PORT BUFFER LOOPS`.

LOOP is `asyncio` or `uvloop`, STYLE is `streams` or `protocol`. There is one loop, whatever LOOPS
says; a protocol cannot choose the size of its buffers.
"""

import asyncio
import resource
import sys

BACKLOG = 4096


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


async def serve_protocol(port):
    loop = asyncio.get_running_loop()
    return await loop.create_server(Echo, "127.0.0.1", port, backlog=BACKLOG)


async def serve_streams(port, size):
    async def echo(reader, writer):
        try:
            while data := await reader.read(size):
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    return await asyncio.start_server(echo, "127.0.0.1", port, backlog=BACKLOG)


async def serve(style, port, size):
    server = await (serve_streams(port, size) if style == "streams" else serve_protocol(port))
    print("ready", flush=True)
    await server.serve_forever()


def main():
    loop, style, port, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if loop == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(serve(style, port, size))


main()
