// The core benchmarks for Node: `core.js BENCHMARK OPERATIONS WARM_UP_MILLIS SAMPLES`.
// Prints one line per sample, as bench/README.md describes: benchmark, operations,
// wall nanoseconds, CPU nanoseconds of the process, extra; tab-separated.
'use strict';

const { randomFill } = require('node:crypto');
const { readFileSync } = require('node:fs');

const BATCH = 1000;
const DEPTH = 100;
const WARM_UP_PASSES = 3;

let counter = 0;

/** A task begins on a later turn, as everywhere else: without the await it is a plain call. */
async function count() {
  await undefined;
  counter++;
}

async function spawnJoin(operations) {
  const tasks = new Array(BATCH);
  for (let batch = 0; batch < operations / BATCH; batch++) {
    for (let i = 0; i < BATCH; i++) tasks[i] = count();
    for (let i = 0; i < BATCH; i++) await tasks[i];
  }
}

async function spawnJoinEach(operations) {
  for (let i = 0; i < operations; i++) await count();
}

async function yields(operations) {
  async function giveWay(times) {
    for (let i = 0; i < times; i++) await undefined;
  }
  const first = giveWay(operations / 2);
  const second = giveWay(operations / 2);
  await first;
  await second;
}

/** What Node programs write, there being no queue in the library. */
class Queue {
  items = [];
  waiters = [];

  put(item) {
    const waiter = this.waiters.shift();
    if (waiter === undefined) this.items.push(item);
    else waiter(item);
  }

  get() {
    if (this.items.length > 0) return Promise.resolve(this.items.shift());
    return new Promise((resolve) => this.waiters.push(resolve));
  }
}

async function queue(operations) {
  const there = new Queue();
  const back = new Queue();
  async function echo() {
    for (let i = 0; i < operations; i++) back.put(await there.get());
  }
  const echoing = echo();
  for (let i = 0; i < operations; i++) {
    there.put(i);
    await back.get();
  }
  await echoing;
}

/** One to two seconds, in an order that is not sorted. */
function timerDelay(index) {
  return 1000 + ((index * 7919) % 1000);
}

function sleep(millis) {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

async function timers(operations) {
  async function sleeper(millis) {
    await sleep(millis);
  }
  const tasks = [];
  for (let i = 0; i < operations; i++) tasks.push(sleeper(timerDelay(i)));
  for (const task of tasks) await task;
}

let gateOpen = true;
const neverOpened = new Promise(() => {});

/** `await` always gives way, so the gate is looked at first, as a fast Node program does. */
async function call(depth) {
  if (depth === 0) {
    if (!gateOpen) await neverOpened;
    return 0;
  }
  return 1 + (await call(depth - 1));
}

async function chain(operations) {
  for (let i = 0; i < operations; i++) {
    if ((await call(DEPTH)) !== DEPTH) throw new Error('wrong depth');
  }
}

/** The cheapest way to Node's own thread pool and back: one random byte. */
async function pool(operations) {
  const byte = new Uint8Array(1);
  for (let i = 0; i < operations; i++) {
    await new Promise((resolve) => randomFill(byte, resolve));
  }
}

async function sleepers(operations) {
  async function sleeper() {
    await undefined;
    counter++;
    await sleep(3_600_000);
  }
  const tasks = [];
  for (let i = 0; i < operations; i++) tasks.push(sleeper());
  await sleep(0);
  return tasks;
}

function residentBytes() {
  return Number(readFileSync('/proc/self/statm', 'utf8').split(' ')[1]) * 4096;
}

/** The growth of the resident set, after a collection, while all tasks sleep; then exits. */
async function measureMemory(operations) {
  await spawnJoin(10 * BATCH);
  global.gc();
  const before = residentBytes();
  const stop = startWatch();
  const tasks = await sleepers(operations);
  const { wall, cpu } = stop();
  const raw = Math.floor((residentBytes() - before) / operations);
  global.gc();
  const settled = Math.floor((residentBytes() - before) / operations);
  emit('sleepers', operations, wall, cpu, `bytes=${settled} uncollected=${raw}`);
  process.exit(tasks.length === operations ? 0 : 1);
}

function startWatch() {
  const cpuBefore = process.cpuUsage();
  const before = process.hrtime.bigint();
  return () => {
    const wall = process.hrtime.bigint() - before;
    const cpu = process.cpuUsage(cpuBefore);
    return { wall, cpu: (cpu.user + cpu.system) * 1000 };
  };
}

function emit(...fields) {
  process.stdout.write(fields.join('\t') + '\n');
}

const BENCHMARKS = {
  'spawn-join': spawnJoin,
  'spawn-join-each': spawnJoinEach,
  'yield': yields,
  'queue': queue,
  'timers': timers,
  'chain': chain,
  'pool': pool,
};

async function main([name, operationCount, warmUpMillis, samples]) {
  const operations = Number(operationCount);
  if (name === 'sleepers') return measureMemory(operations);
  const body = BENCHMARKS[name];
  const warmUntil = Date.now() + Number(warmUpMillis);
  for (let pass = 0; pass < WARM_UP_PASSES || Date.now() < warmUntil; pass++) {
    await body(operations);
  }
  for (let sample = 0; sample < Number(samples); sample++) {
    const stop = startWatch();
    await body(operations);
    const { wall, cpu } = stop();
    emit(name, operations, wall, cpu, '');
  }
}

main(process.argv.slice(2));
