// A registry of images and charts for tests: on a port of the loopback address, over HTTP, in memory.
package main

import (
	"fmt"
	"net/http"
	"os"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: registry PORT")
		os.Exit(2)
	}
	if err := http.ListenAndServe("127.0.0.1:"+os.Args[1], registry.New()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
