# stock.py
import json, os, re, secrets, sys, time, uuid
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, urlopen

STOCK = {'17': 3, '18': 0}
WAREHOUSE_URL = os.environ['WAREHOUSE_URL']

TRACE_ID = re.compile(r'[A-Za-z0-9_-]{1,128}')
UUID = re.compile(r'(?:req_)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})')
TRACEPARENT = re.compile(r'00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})')
HOPS = re.compile(r'[0-9]{1,4}')


class Trace:
    """The trace of one request: reads the headers, writes records, sends the trace on."""

    def __init__(self, headers, action):
        def header(name, form):
            return form.fullmatch(headers.get(name, ''))

        named, caller = header('x-trace-id', TRACE_ID), header('traceparent', TRACEPARENT)
        own = header('x-trace-id', UUID)
        self.w3c_id = uuid.UUID(own[1]).hex if own else caller[1] if caller else uuid.uuid4().hex
        self.id = named[0] if named else f'req_{uuid.UUID(self.w3c_id)}'
        parent = caller if caller and caller[1] == self.w3c_id else None
        self.parent_id = parent[2] if parent else None
        self.flags = int(parent[3], 16) & 3 if parent else 3
        self.tracestate = headers.get('tracestate') if parent else None
        hops = header('x-trace-hops', HOPS)
        self.hops = int(hops[0]) if hops else 0
        self.action, self.span_id, self.started = action, secrets.token_hex(8), time.monotonic()
        self.is_sampled, self.held = self.flags & 1 == 1, []
        self.write('start', 'Request start')

    def call(self, service, operation, url, body):
        """Posts a body within the trace, and writes the call's record."""
        span_id, started, error = secrets.token_hex(8), time.monotonic(), None
        headers = {
            'x-trace-id': self.id,
            'traceparent': f'00-{self.w3c_id}-{span_id}-{self.flags:02x}',
            'x-trace-hops': str(self.hops + 1),
        }
        if self.tracestate:
            headers['tracestate'] = self.tracestate
        try:
            with urlopen(Request(url, body, headers), timeout=5) as response:
                return response.read()
        except Exception as failure:
            error = described(failure, 'BAD_GATEWAY')
            raise
        finally:
            self.write('call', f'Service call - {service}', 'error' if error else 'info',
                       spanId=span_id, parentId=self.span_id,
                       action=f'service:{service}:{operation}', duration=since(started),
                       result='error' if error else 'success', error=error)

    def end(self, status, metadata, error=None):
        """Writes the ending. Returns the headers of the response."""
        is_failure = status >= 400
        for line in self.held if is_failure else []:
            emit(line)
        is_kept, self.is_sampled = is_failure and not self.is_sampled, True
        self.write('complete', 'Request complete',
                   'error' if status >= 500 else 'warn' if is_failure else 'info',
                   duration=since(self.started), result='error' if is_failure else 'success',
                   metadata=metadata | {'statusCode': status}, error=error)
        return {'x-trace-id': self.id} | ({'x-trace-keep': '1'} if is_kept else {})

    def write(self, phase, message, level='info', **fields):
        now = datetime.now(timezone.utc).isoformat(timespec='milliseconds')
        record = {
            'timestamp': now.replace('+00:00', 'Z'), 'level': level, 'message': message,
            'traceId': self.id, 'spanId': self.span_id, 'parentId': self.parent_id,
            'service': 'stock', 'layer': 'backend-api', 'action': self.action, 'phase': phase,
        } | fields
        line = json.dumps({name: value for name, value in record.items() if value is not None})
        emit(line) if self.is_sampled else self.held.append(line)


def since(started):
    return round((time.monotonic() - started) * 1000, 3)


def described(failure, code):
    return {'message': str(failure), 'code': code, 'name': type(failure).__name__}


def emit(line):
    sys.stdout.write(line + '\n')
    sys.stdout.flush()


class Stock(BaseHTTPRequestHandler):
    def do_GET(self):
        trace = Trace(self.headers, 'GET /stock/{sku}')
        status, error = 200, None
        try:
            sku = self.path.rpartition('/')[2]
            body = {'sku': sku, 'left': STOCK[sku]}
            if body['left'] == 0:
                order = json.dumps({'sku': sku}).encode()
                trace.call('warehouse', 'order', WAREHOUSE_URL, order)
        except KeyError as failure:
            status, error = 404, described(failure, 'NOT_FOUND')
        except Exception as failure:
            status, error = 500, described(failure, 'INTERNAL_ERROR')
        if error:
            body = {'error': error['code'], 'traceId': trace.id}
        headers = trace.end(status, {'method': 'GET', 'path': '/stock/{sku}'}, error)
        self.send_response(status)
        for name, value in ({'content-type': 'application/json'} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


server = ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Stock)
print(f'http://127.0.0.1:{server.server_port}', file=sys.stderr)
server.serve_forever()
