#!/usr/bin/env bash
# Package:  github.com/segmentio/analytics-go/v3 v3.3.0, github.com/rudderlabs/analytics-go/v4 v4.2.1 (Go modules)
# What:     both clients try a batch ten times, but only while they are open. What is queued when a program calls Close is
#           tried once: at a 503, which asks to come back, it is dropped. So "defer client.Close()" in a short program
#           loses its events at the first hiccup of a server, and only a Callback is told. A program that waits for its
#           callbacks before Close loses nothing.
# Seen:     segment, Close at once: requests 1, delivered 0, failed 3
#           segment, Close after the callbacks: requests 2, delivered 3, failed 0
#           rudder, Close at once: requests 1, delivered 0, failed 3
#           rudder, Close after the callbacks: requests 2, delivered 3, failed 0
# Exit:     0 while this is so, 1 when it has changed. Needs Go.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
cat >go.mod <<'GO'
module finding

go 1.21

require (
	github.com/rudderlabs/analytics-go/v4 v4.2.1
	github.com/segmentio/analytics-go/v3 v3.3.0
)
GO
cat >main.go <<'GO'
package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"

	rudder "github.com/rudderlabs/analytics-go/v4"
	segment "github.com/segmentio/analytics-go/v3"
)

type quiet struct{}

func (quiet) Logf(string, ...interface{})   {}
func (quiet) Errorf(string, ...interface{}) {}

type told struct{ delivered, failed atomic.Int32 }

type bySegment struct{ *told }

func (t bySegment) Success(segment.Message)        { t.delivered.Add(1) }
func (t bySegment) Failure(segment.Message, error) { t.failed.Add(1) }

type byRudder struct{ *told }

func (t byRudder) Success(rudder.Message)        { t.delivered.Add(1) }
func (t byRudder) Failure(rudder.Message, error) { t.failed.Add(1) }

// The first request is answered 503, each further one 200.
func run(name string, wait bool, start func(url string, t *told) (enqueue func(int), done func())) {
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		if requests.Add(1) == 1 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	t := &told{}
	enqueue, done := start(server.URL, t)
	for i := 0; i < 3; i++ {
		enqueue(i)
	}
	how := "at once"
	for wait && t.delivered.Load()+t.failed.Load() < 3 {
		how = "after the callbacks"
		time.Sleep(10 * time.Millisecond)
	}
	done()
	fmt.Printf("%s, Close %s: requests %d, delivered %d, failed %d\n", name, how, requests.Load(), t.delivered.Load(), t.failed.Load())
}

func main() {
	for _, wait := range []bool{false, true} {
		run("segment", wait, func(url string, t *told) (func(int), func()) {
			c, err := segment.NewWithConfig("key", segment.Config{Endpoint: url, BatchSize: 3, Callback: bySegment{t}, Logger: quiet{}})
			if err != nil {
				panic(err)
			}
			return func(i int) { c.Enqueue(segment.Track{UserId: "ada", Event: fmt.Sprint("e", i)}) }, func() { c.Close() }
		})
		run("rudder", wait, func(url string, t *told) (func(int), func()) {
			c, err := rudder.NewWithConfig("key", rudder.Config{DataPlaneUrl: url, BatchSize: 3, Callback: byRudder{t}, Logger: quiet{}})
			if err != nil {
				panic(err)
			}
			return func(i int) { c.Enqueue(rudder.Track{UserId: "ada", Event: fmt.Sprint("e", i)}) }, func() { c.Close() }
		})
	}
}
GO
GOFLAGS=-mod=mod GOTOOLCHAIN=local go run . | tee seen
cat >expected <<'SEEN'
segment, Close at once: requests 1, delivered 0, failed 3
rudder, Close at once: requests 1, delivered 0, failed 3
segment, Close after the callbacks: requests 2, delivered 3, failed 0
rudder, Close after the callbacks: requests 2, delivered 3, failed 0
SEEN
diff expected seen
