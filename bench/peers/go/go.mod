module asyncio4j/bench

go 1.19
