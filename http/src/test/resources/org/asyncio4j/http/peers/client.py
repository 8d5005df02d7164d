"""aiohttp as a client of the server under test: client.py URL. Prints "done" if all is right."""

import asyncio
import sys

import aiohttp


async def main(url):
    async with aiohttp.ClientSession() as session:
        async with session.get(url + "/hello") as response:
            assert response.status == 200, response.status
            assert await response.text() == "Hello"
        async with session.post(url + "/echo", data=b"x" * 200_000) as response:
            assert await response.read() == b"x" * 200_000

        async def chunks():
            for i in range(100):
                yield b"%d," % i
                await asyncio.sleep(0)

        async with session.post(url + "/echo", data=chunks()) as response:
            assert await response.text() == "".join("%d," % i for i in range(100))
        async with session.post(url + "/json", json={"name": "Ä", "n": [1, 2]}) as response:
            assert await response.json() == {"name": "Ä", "n": [1, 2]}
        form = aiohttp.FormData()
        form.add_field("text", "ü")
        form.add_field("file", b"\0\1" * 1000, filename="a_b.bin")
        async with session.post(url + "/form", data=form) as response:
            assert await response.text() == "ü a_b.bin 2000", await response.text()
        async with session.get(url + "/large", headers={"Range": "bytes=5-9"}) as response:
            assert response.status == 206 and len(await response.read()) == 5
        async with session.get(url + "/compressed") as response:
            assert response.headers["Content-Encoding"] == "gzip"
            assert await response.text() == "compress me " * 1000
        async with session.get(url + "/nowhere") as response:
            assert response.status == 404
        results = await asyncio.gather(*(get(session, url, i) for i in range(200)))
        assert results == ["%d" % i for i in range(200)]
        async with session.ws_connect(url + "/socket", compress=15, heartbeat=1) as socket:
            await socket.send_str("ä" * 1000)
            assert await socket.receive_str() == "ä" * 1000
            await socket.send_bytes(b"\0" * 100_000)
            assert await socket.receive_bytes() == b"\0" * 100_000
            await socket.ping()
            await socket.close(code=1000, message=b"bye")
            assert socket.close_code == 1000, socket.close_code
    print("done")


async def get(session, url, i):
    async with session.post(url + "/echo", data=b"%d" % i) as response:
        return await response.text()


asyncio.run(main(sys.argv[1]))
