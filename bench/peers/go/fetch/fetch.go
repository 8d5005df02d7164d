// The HTTP client for Go: `fetch PORT URLS CONCURRENCY WARM_UP_MILLIS SAMPLES`.
//
// Prints one line per sample, as bench/README.md describes. GOMAXPROCS is the caller's choice.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"sort"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const greeting = "Hello, World!"

var (
	port        = os.Args[1]
	urls        = number(2)
	concurrency = number(3)
	client      = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: number(3)}}
	times       = make([]int64, number(2))
)

func number(argument int) int {
	n, err := strconv.Atoi(os.Args[argument])
	if err != nil {
		panic(err)
	}
	return n
}

func fetch(index int) {
	start := time.Now()
	response, err := client.Get("http://127.0.0.1:" + port + "/plaintext?n=" + strconv.Itoa(index))
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != 200 || string(body) != greeting {
		panic(fmt.Sprint("not the answer: ", response.Status, err))
	}
	times[index] = time.Since(start).Nanoseconds()
}

func fetchAll() {
	var next int64
	var group sync.WaitGroup
	group.Add(concurrency)
	for i := 0; i < concurrency; i++ {
		go func() {
			defer group.Done()
			for index := atomic.AddInt64(&next, 1) - 1; index < int64(urls); index = atomic.AddInt64(&next, 1) - 1 {
				fetch(int(index))
			}
		}()
	}
	group.Wait()
}

func cpuNanos() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func main() {
	for cpuNanos() < int64(number(4))*1_000_000 {
		fetchAll()
	}
	for i := 0; i < number(5); i++ {
		start, cpu := time.Now(), cpuNanos()
		fetchAll()
		wall, used := time.Since(start).Nanoseconds(), cpuNanos()-cpu
		sort.Slice(times, func(a, b int) bool { return times[a] < times[b] })
		fmt.Printf("fetch\t%d\t%d\t%d\tp50=%d p99=%d\n",
			urls, wall, used, times[urls/2], times[urls*99/100])
	}
}
