// stock.go
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

type object = map[string]any

var (
	stock       = map[string]int{"17": 3, "18": 0}
	errNotFound = errors.New("no such article")

	traceIDForm  = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
	uuidForm     = regexp.MustCompile(`^(?:req_)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$`)
	callerForm   = regexp.MustCompile(`^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$`)
	servicesForm = regexp.MustCompile(`^[0-9]{1,4}$`)
)

// Trace is the trace of one request: reads the headers, writes records, sends the trace on.
type Trace struct {
	id, w3cID, spanID, parentID, tracestate, action string
	flags, services                                 uint64
	started                                         time.Time
}

func newTrace(headers http.Header, action string) *Trace {
	t := &Trace{action: action, spanID: randomHex(8), flags: 3, started: time.Now()}
	caller := callerForm.FindStringSubmatch(headers.Get("traceparent"))
	if caller != nil && (isZero(caller[1]) || isZero(caller[2])) {
		caller = nil
	}
	if own := uuidForm.FindStringSubmatch(headers.Get("x-trace-id")); own != nil {
		t.w3cID = strings.ReplaceAll(own[1], "-", "")
	} else if caller != nil {
		t.w3cID = caller[1]
	} else {
		t.w3cID = randomHex(16)
	}
	if t.id = headers.Get("x-trace-id"); !traceIDForm.MatchString(t.id) {
		w := t.w3cID
		t.id = fmt.Sprintf("req_%s-%s-%s-%s-%s", w[:8], w[8:12], w[12:16], w[16:20], w[20:])
	}
	if caller != nil && caller[1] == t.w3cID {
		t.parentID, t.tracestate = caller[2], headers.Get("tracestate")
		t.flags, _ = strconv.ParseUint(caller[3], 16, 8)
	}
	if services := headers.Get("x-trace-hops"); servicesForm.MatchString(services) {
		t.services, _ = strconv.ParseUint(services, 10, 16)
	}
	t.write("start", "Request start", t.spanID, t.parentID, object{})
	return t
}

// call posts a body within the trace, and writes the call's record.
func (t *Trace) call(service, operation, url string, body []byte) error {
	started, spanID := time.Now(), randomHex(8)
	request, err := http.NewRequest("POST", url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("x-trace-id", t.id)
	request.Header.Set("traceparent", fmt.Sprintf("00-%s-%s-%02x", t.w3cID, spanID, t.flags&3))
	request.Header.Set("x-trace-hops", strconv.FormatUint(t.services+1, 10))
	if t.tracestate != "" {
		request.Header.Set("tracestate", t.tracestate)
	}
	response, err := http.DefaultClient.Do(request)
	if err == nil {
		response.Body.Close()
		if response.StatusCode >= 400 {
			err = errors.New(response.Status)
		}
	}
	fields := object{"action": "service:" + service + ":" + operation,
		"duration": since(started), "result": "success"}
	if err != nil {
		fields["level"], fields["result"] = "error", "error"
		fields["error"] = described(err, "BAD_GATEWAY")
	}
	t.write("call", "Service call - "+service, spanID, t.spanID, fields)
	return err
}

// end writes the ending, and sets the headers of the response.
func (t *Trace) end(headers http.Header, status int, failure object) {
	fields := object{"duration": since(t.started), "result": "success",
		"metadata": object{"method": "GET", "path": "/stock/{sku}", "statusCode": status}}
	if failure != nil {
		fields["level"], fields["result"], fields["error"] = "warn", "error", failure
	}
	if status >= 500 {
		fields["level"] = "error"
	}
	t.write("complete", "Request complete", t.spanID, t.parentID, fields)
	headers.Set("x-trace-id", t.id)
	if t.flags&1 == 0 && status >= 400 {
		headers.Set("x-trace-keep", "1")
	}
}

func (t *Trace) write(phase, message, spanID, parentID string, fields object) {
	record := object{"timestamp": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
		"level": "info", "message": message, "traceId": t.id, "spanId": spanID,
		"service": "stock", "layer": "backend-api", "action": t.action, "phase": phase}
	if parentID != "" {
		record["parentId"] = parentID
	}
	for name, value := range fields {
		record[name] = value
	}
	line, _ := json.Marshal(record)
	os.Stdout.Write(append(line, '\n'))
}

func isZero(hex string) bool {
	return strings.Trim(hex, "0") == ""
}

func since(started time.Time) float64 {
	return float64(time.Since(started).Microseconds()) / 1000
}

func described(failure error, code string) object {
	return object{"message": failure.Error(), "code": code, "name": fmt.Sprintf("%T", failure)}
}

func randomHex(length int) string {
	random := make([]byte, length)
	rand.Read(random)
	return hex.EncodeToString(random)
}

func left(t *Trace, sku string) (int, error) {
	left, isKnown := stock[sku]
	if !isKnown {
		return 0, errNotFound
	}
	if left > 0 {
		return left, nil
	}
	body, _ := json.Marshal(object{"sku": sku})
	return left, t.call("warehouse", "order", os.Getenv("WAREHOUSE_URL"), body)
}

func getStock(response http.ResponseWriter, request *http.Request) {
	t := newTrace(request.Header, "GET /stock/{sku}")
	sku, status := path.Base(request.URL.Path), 200
	left, err := left(t, sku)
	body, failure := object{"sku": sku, "left": left}, object(nil)
	if errors.Is(err, errNotFound) {
		status, failure = 404, described(err, "NOT_FOUND")
	} else if err != nil {
		status, failure = 500, described(err, "INTERNAL_ERROR")
	}
	if failure != nil {
		body = object{"error": failure["code"], "traceId": t.id}
	}
	t.end(response.Header(), status, failure)
	response.Header().Set("content-type", "application/json")
	response.WriteHeader(status)
	json.NewEncoder(response).Encode(body)
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stderr, "http://"+listener.Addr().String())
	http.HandleFunc("/stock/", getStock)
	panic(http.Serve(listener, nil))
}
