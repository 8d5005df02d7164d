// The start-up program for Go: three goroutines take turns once.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var group sync.WaitGroup
	group.Add(3)
	for i := 0; i < 3; i++ {
		go func() {
			fmt.Println("One")
			runtime.Gosched()
			fmt.Println("Two")
			group.Done()
		}()
	}
	group.Wait()
}
