/** What the sender of an event sent. */
export interface Sent {
  /** The headers of its trace, such as `{ traceparent }`: put where this kind of event carries them. */
  readonly headers?: Readonly<Record<string, string>>
  /** A text as it is; anything else as JSON. */
  readonly body?: unknown
}

export const ACCOUNT = '123456789012'
export const REGION = 'eu-central-1'

/** The text of a body; by default that of an order. */
export function textOf({ body = { orderId: '17' } }: Sent): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** Data as streams have it: the body, and in it the headers, in base64. */
export function dataOf(sent: Sent): string {
  return Buffer.from(textOf(withTrace(sent))).toString('base64')
}

/** The same with the headers in the body, under `_trace`. */
export function withTrace({ headers, body = { orderId: '17' } }: Sent): Sent {
  return headers === undefined ? { body } : { body: { ...(body as object), _trace: headers } }
}

/** One record each for what was sent; one where nothing is said. */
export function recordsOf<One>(sent: readonly Sent[], make: (sent: Sent, index: number) => One) {
  return (sent.length === 0 ? [{}] : sent).map(make)
}

/** The headers by name, each as `make` has it. */
export function attributesOf<One>({ headers = {} }: Sent, make: (text: string) => One) {
  return Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, make(text)]))
}

/** An id that ends in a record's index. */
export function idOf(index: number): string {
  return `059f36b4-87a3-44ab-83d2-${String(index).padStart(12, '0')}`
}
