// The HTTP server for Go: `http PORT`. Its library tells the length and the date itself.
//
// GOMAXPROCS is the caller's choice.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
)

type message struct {
	Message string `json:"message"`
}

var (
	greeting = []byte("Hello, World!")
	large    = bytes.Repeat([]byte("x"), 100*1024)
)

func fixed(contentType string, body []byte) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		answer(response, contentType, body)
	}
}

func greet(response http.ResponseWriter, request *http.Request) {
	body, err := json.Marshal(message{"Hello, World!"})
	if err != nil {
		panic(err)
	}
	answer(response, "application/json", body)
}

func answer(response http.ResponseWriter, contentType string, body []byte) {
	response.Header().Set("Content-Type", contentType)
	response.Header().Set("Content-Length", fmt.Sprint(len(body)))
	response.Write(body)
}

func main() {
	http.HandleFunc("/plaintext", fixed("text/plain; charset=utf-8", greeting))
	http.HandleFunc("/json", greet)
	http.HandleFunc("/100k", fixed("application/octet-stream", large))
	listener, err := net.Listen("tcp4", "127.0.0.1:"+os.Args[1])
	if err != nil {
		panic(err)
	}
	fmt.Println("ready")
	panic(http.Serve(listener, nil))
}
