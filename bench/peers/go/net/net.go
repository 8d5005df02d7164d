// The echo server for Go: `net PORT BUFFER LOOPS`. A goroutine for each connection.
//
// GOMAXPROCS is the caller's choice, so LOOPS does not matter.
package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
)

func echo(connection net.Conn, size int) {
	defer connection.Close()
	buffer := make([]byte, size)
	for {
		n, err := connection.Read(buffer)
		if err != nil {
			return
		}
		if _, err = connection.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func main() {
	size, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:"+os.Args[1])
	if err != nil {
		panic(err)
	}
	fmt.Println("ready")
	for {
		connection, err := listener.Accept()
		if err != nil {
			panic(err)
		}
		go echo(connection, size)
	}
}
