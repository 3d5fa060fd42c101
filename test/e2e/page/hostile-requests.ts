import { record } from '../../cli/sample-trace.ts'

const PAYLOADS = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(2)</script>',
  "'onmouseover=alert(3) x='",
  'javascript:alert(4)',
  '</script><svg onload=alert(5)>',
  '{{constructor.constructor("alert(6)")()}}',
  '<!--<script>',
  '\u202egpj.exe\u2066\u2069\u200f',
  '\u001b[31mred\u001b[0m\u001b]8;;javascript:alert(7)\u0007link\u001b]8;;\u0007',
  'a\u2028alert(8)\u2029b',
  ']]></title><iframe srcdoc="<script>alert(9)</script>">',
]
const FIELDS =
  'service layer message hopResult userId tenantId jobId functionName requestId version stage xrayTraceId'

/** Returns the records of requests that have what could act on a page in every field. */
export function hostileRequests(): object[][] {
  return PAYLOADS.map((payload, index) => {
    const traceId = `req_${String(index).padStart(8, '0')}-87ef-7634-8bba-e9bc8f6c8926`
    const own = { traceId, spanId: '000000000000000a' }
    const texts = Object.fromEntries(FIELDS.split(' ').map((name) => [name, `${name}${payload}`]))
    const stack = `x\n    at ${payload} (/a.js:1:1)\n    at f (javascript:alert(1):1:1)`
    const error = { code: payload, message: payload, name: payload, stack }
    const metadata = { [payload]: payload, method: payload, path: `/${payload}`, statusCode: 500 }
    const fields = { ...own, ...texts, action: payload, metadata }
    const failed = { ...fields, error, level: 'error', result: 'error' }
    const hop = { phase: 'hop', hopName: payload, spanId: payload, parentId: own.spanId }
    return [
      record(index * 10, { ...fields, phase: 'start' }),
      record(index * 10 + 1, { ...fields, phase: 'log', metadata: { error, payload } }),
      record(index * 10 + 2, { ...failed, ...hop, duration: 1 }),
      record(index * 10 + 5, { ...failed, phase: 'complete', duration: 5 }),
    ]
  })
}

/** What could change the order in which a text is seen, or act on a terminal. */
export const UNSAFE: RegExp = /[\p{Cf}\u2028\u2029]|(?![\n\t])\p{Cc}/u
