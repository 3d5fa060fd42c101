/** What a stranger sends to take part in a trace. */
export const STRANGER: Readonly<Record<string, string>> = {
  'x-trace-id': 'req_66666666-6666-4666-8666-666666666666',
  'x-trace-parent': '6666666666666666',
  'x-trace-hops': '150',
  'x-trace-keep': '1',
  traceparent: `00-${'6'.repeat(32)}-6666666666666666-01`,
  tracestate: 'stranger=1',
  baggage: 'stranger=1',
  'x-amzn-trace-id': `Root=1-${'6'.repeat(8)}-${'6'.repeat(24)};Parent=6666666666666666;Sampled=1`,
}

/** Returns what of a stranger's trace is in a text. */
export function strangersIn(text: string): string[] {
  return text.match(/6{8,}|stranger|"150"|"x-trace-keep"/g) ?? []
}
