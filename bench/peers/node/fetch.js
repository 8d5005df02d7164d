// The HTTP client for node: `fetch.js PORT URLS CONCURRENCY WARM_UP_MILLIS SAMPLES`; its `fetch`
// keeps as many connections as are needed.
//
// Prints one line per sample, as bench/README.md describes.
'use strict';

const [port, urls, concurrency, warmUpMillis, samples] = process.argv.slice(2).map(Number);
const times = new Float64Array(urls);

async function fetchOne(index) {
    const start = process.hrtime.bigint();
    const response = await fetch(`http://127.0.0.1:${port}/plaintext?n=${index}`);
    const body = await response.text();
    if (response.status !== 200 || body !== 'Hello, World!') {
        throw new Error(`not the answer: ${response.status} ${body}`);
    }
    times[index] = Number(process.hrtime.bigint() - start);
}

async function fetchAll() {
    let next = 0;
    async function work() {
        while (next < urls) {
            await fetchOne(next++);
        }
    }
    await Promise.all(Array.from({ length: concurrency }, work));
}

function cpuMicros(usage) {
    return usage.user + usage.system;
}

async function main() {
    while (cpuMicros(process.cpuUsage()) < warmUpMillis * 1000) {
        await fetchAll();
    }
    for (let sample = 0; sample < samples; sample++) {
        const cpuBefore = process.cpuUsage();
        const start = process.hrtime.bigint();
        await fetchAll();
        const wall = process.hrtime.bigint() - start;
        const cpu = process.cpuUsage(cpuBefore);
        times.sort();
        const percentiles = `p50=${times[urls / 2]} p99=${times[Math.floor(urls * 0.99)]}`;
        console.log(
            ['fetch', urls, wall, cpuMicros(cpu) * 1000, percentiles].join('\t'));
    }
    process.exit(0);
}

main();
