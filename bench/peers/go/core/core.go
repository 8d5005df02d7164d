// The core benchmarks for Go: `core BENCHMARK OPERATIONS WARM_UP_MILLIS SAMPLES`.
//
// Prints one line per sample, as bench/README.md describes: benchmark, operations,
// wall nanoseconds, CPU nanoseconds of the process, extra; tab-separated.
// GOMAXPROCS is the caller's choice.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	batch        = 1_000
	depth        = 100
	warmUpPasses = 3
)

// Goroutines may run in parallel, so the counter has to be atomic here.
var counter int64

func spawnJoin(operations int) {
	var group sync.WaitGroup
	for i := 0; i < operations/batch; i++ {
		group.Add(batch)
		for j := 0; j < batch; j++ {
			go func() {
				atomic.AddInt64(&counter, 1)
				group.Done()
			}()
		}
		group.Wait()
	}
}

func spawnJoinEach(operations int) {
	var group sync.WaitGroup
	for i := 0; i < operations; i++ {
		group.Add(1)
		go func() {
			atomic.AddInt64(&counter, 1)
			group.Done()
		}()
		group.Wait()
	}
}

func yields(operations int) {
	var group sync.WaitGroup
	group.Add(2)
	for i := 0; i < 2; i++ {
		go func() {
			for j := 0; j < operations/2; j++ {
				runtime.Gosched()
			}
			group.Done()
		}()
	}
	group.Wait()
}

// Go has no unbounded channel; a buffer of one never fills here.
func queue(operations int) {
	there, back := make(chan int, 1), make(chan int, 1)
	go func() {
		for i := 0; i < operations; i++ {
			back <- <-there
		}
	}()
	for i := 0; i < operations; i++ {
		there <- i
		<-back
	}
}

// One to two seconds, in an order that is not sorted.
func timerDelay(index int) time.Duration {
	return time.Second + time.Duration(index*7919%1000)*time.Millisecond
}

func timers(operations int) {
	var group sync.WaitGroup
	group.Add(operations)
	for i := 0; i < operations; i++ {
		delay := timerDelay(i)
		go func() {
			time.Sleep(delay)
			group.Done()
		}()
	}
	group.Wait()
}

func call(depth int, gate chan struct{}) int {
	if depth == 0 {
		<-gate
		return 0
	}
	return 1 + call(depth-1, gate)
}

func chain(operations int) {
	gate := make(chan struct{})
	close(gate)
	for i := 0; i < operations; i++ {
		if call(depth, gate) != depth {
			panic("wrong depth")
		}
	}
}

// Another operating system thread is the point of a pool, so the worker owns one.
func pool(operations int) {
	work, results := make(chan func() int), make(chan int)
	go func() {
		runtime.LockOSThread()
		for body := range work {
			results <- body()
		}
	}()
	for i := 0; i < operations; i++ {
		number := i
		work <- func() int { return number }
		if <-results != number {
			panic("wrong result")
		}
	}
	close(work)
}

func sleepers(operations int) {
	atomic.StoreInt64(&counter, 0)
	for i := 0; i < operations; i++ {
		go func() {
			atomic.AddInt64(&counter, 1)
			time.Sleep(time.Hour)
		}()
	}
	for atomic.LoadInt64(&counter) < int64(operations) {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(10 * time.Millisecond)
}

// The growth of the resident set, after a collection, while all goroutines sleep.
func measureMemory(operations int) {
	spawnJoin(10 * batch)
	runtime.GC()
	debug.FreeOSMemory()
	before := residentBytes()
	wall, cpu := time.Now(), cpuNanos()
	sleepers(operations)
	elapsed, used := time.Since(wall), cpuNanos()-cpu
	raw := (residentBytes() - before) / operations
	runtime.GC()
	debug.FreeOSMemory()
	settled := (residentBytes() - before) / operations
	fmt.Printf("sleepers\t%d\t%d\t%d\tbytes=%d uncollected=%d\n",
		operations, elapsed.Nanoseconds(), used, settled, raw)
}

func residentBytes() int {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(statm))[1])
	if err != nil {
		panic(err)
	}
	return pages * os.Getpagesize()
}

func cpuNanos() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

var benchmarks = map[string]func(int){
	"spawn-join":      spawnJoin,
	"spawn-join-each": spawnJoinEach,
	"yield":           yields,
	"queue":           queue,
	"timers":          timers,
	"chain":           chain,
	"pool":            pool,
}

func main() {
	name := os.Args[1]
	operations, _ := strconv.Atoi(os.Args[2])
	warmUpMillis, _ := strconv.Atoi(os.Args[3])
	samples, _ := strconv.Atoi(os.Args[4])
	if name == "sleepers" {
		measureMemory(operations)
		return
	}
	body := benchmarks[name]
	warmUntil := time.Now().Add(time.Duration(warmUpMillis) * time.Millisecond)
	for pass := 0; pass < warmUpPasses || time.Now().Before(warmUntil); pass++ {
		body(operations)
	}
	for i := 0; i < samples; i++ {
		start, cpu := time.Now(), cpuNanos()
		body(operations)
		elapsed, used := time.Since(start), cpuNanos()-cpu
		fmt.Printf("%s\t%d\t%d\t%d\t\n", name, operations, elapsed.Nanoseconds(), used)
	}
}
