// Sends the calls of a file by a client for Go, and ends when it has told what became of each.
//
// Usage: send segment|rudder URL WRITE_KEY CALLS
//
// At Close the clients try what they still hold only once: a program that waits for its messages
// closes after it was told of them.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	rudder "github.com/rudderlabs/analytics-go/v4"
	segment "github.com/segmentio/analytics-go/v3"
)

// A call of the file.
type call struct {
	Call, UserID, AnonymousID, MessageID, Event, Name, Category, GroupID, PreviousID string
	Timestamp                                                                        time.Time
	Properties, Traits                                                               map[string]interface{}
}

func main() {
	client, url, key, file := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	text, err := os.ReadFile(file)
	check(err)
	var calls []call
	check(json.Unmarshal(text, &calls))
	if client == "segment" {
		sendBySegments(url, key, calls)
	} else {
		sendByRudders(url, key, calls)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func sendBySegments(url, key string, calls []call) {
	told := segmentTells{}
	client, err := segment.NewWithConfig(key, segment.Config{Endpoint: url, BatchSize: len(calls), Callback: &told})
	check(err)
	told.Add(len(calls))
	for _, c := range calls {
		check(client.Enqueue(segments(c)))
	}
	told.Wait()
	check(client.Close())
}

// What the client tells the program.
type segmentTells struct{ sync.WaitGroup }

func (t *segmentTells) Success(segment.Message)              { t.Done() }
func (t *segmentTells) Failure(_ segment.Message, err error) { check(err) }

func segments(c call) segment.Message {
	switch c.Call {
	case "track":
		return segment.Track{MessageId: c.MessageID, UserId: c.UserID, AnonymousId: c.AnonymousID, Event: c.Event, Timestamp: c.Timestamp, Properties: c.Properties}
	case "identify":
		return segment.Identify{MessageId: c.MessageID, UserId: c.UserID, AnonymousId: c.AnonymousID, Timestamp: c.Timestamp, Traits: c.Traits}
	case "page":
		return segment.Page{MessageId: c.MessageID, UserId: c.UserID, AnonymousId: c.AnonymousID, Name: c.Name, Timestamp: c.Timestamp, Properties: c.Properties}
	case "screen":
		return segment.Screen{MessageId: c.MessageID, UserId: c.UserID, AnonymousId: c.AnonymousID, Name: c.Name, Timestamp: c.Timestamp, Properties: c.Properties}
	case "group":
		return segment.Group{MessageId: c.MessageID, UserId: c.UserID, AnonymousId: c.AnonymousID, GroupId: c.GroupID, Timestamp: c.Timestamp, Traits: c.Traits}
	default:
		return segment.Alias{MessageId: c.MessageID, UserId: c.UserID, PreviousId: c.PreviousID, Timestamp: c.Timestamp}
	}
}

func sendByRudders(url, key string, calls []call) {
	told := rudderTells{}
	client, err := rudder.NewWithConfig(key, rudder.Config{DataPlaneUrl: url, BatchSize: len(calls), Callback: &told})
	check(err)
	told.Add(len(calls))
	for _, c := range calls {
		check(client.Enqueue(rudders(c)))
	}
	told.Wait()
	check(client.Close())
}

type rudderTells struct{ sync.WaitGroup }

func (t *rudderTells) Success(rudder.Message)              { t.Done() }
func (t *rudderTells) Failure(_ rudder.Message, err error) { check(err) }

func rudders(c call) rudder.Message {
	switch c.Call {
	case "track":
		return rudder.Track{MessageId: c.MessageID, UserId: c.UserID, AnonymousId: c.AnonymousID, Event: c.Event, OriginalTimestamp: c.Timestamp, Properties: c.Properties}
	case "identify":
		return rudder.Identify{MessageId: c.MessageID, UserId: c.UserID, AnonymousId: c.AnonymousID, OriginalTimestamp: c.Timestamp, Traits: c.Traits}
	case "page":
		return rudder.Page{MessageId: c.MessageID, UserId: c.UserID, AnonymousId: c.AnonymousID, Name: c.Name, OriginalTimestamp: c.Timestamp, Properties: c.Properties}
	case "screen":
		return rudder.Screen{MessageId: c.MessageID, UserId: c.UserID, AnonymousId: c.AnonymousID, Name: c.Name, OriginalTimestamp: c.Timestamp, Properties: c.Properties}
	case "group":
		return rudder.Group{MessageId: c.MessageID, UserId: c.UserID, AnonymousId: c.AnonymousID, GroupId: c.GroupID, OriginalTimestamp: c.Timestamp, Traits: c.Traits}
	default:
		return rudder.Alias{MessageId: c.MessageID, UserId: c.UserID, PreviousId: c.PreviousID, OriginalTimestamp: c.Timestamp}
	}
}
