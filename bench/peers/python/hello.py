"""The start-up program for Python: `hello.py LOOP`: three tasks take turns once."""

import asyncio
import sys


async def count():
    print("One")
    await asyncio.sleep(0)
    print("Two")


async def main():
    await asyncio.gather(count(), count(), count())


if sys.argv[1] == "uvloop":
    import uvloop

    uvloop.install()
asyncio.run(main())
