/** What an event is made from. */
export interface EventInput {
  /**
   * Headers of a trace, such as `{ traceparent }`. They are put where this kind of event carries
   * them.
   */
  readonly headers?: Readonly<Record<string, string>>
  /** The payload: a text, or a value that becomes JSON. */
  readonly body?: unknown
}

export const ACCOUNT = '123456789012'
export const REGION = 'eu-central-1'

/** Returns the text of a body. Default: that of an order. */
export function bodyText({ body = { orderId: '17' } }: EventInput): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** Returns the data of a stream's record: the body with the headers in it, in base64. */
export function base64Data(input: EventInput): string {
  return Buffer.from(bodyText(withTrace(input))).toString('base64')
}

/** Returns an input with the headers in its body, as `_trace`. */
export function withTrace({ headers, body = { orderId: '17' } }: EventInput): EventInput {
  return headers === undefined ? { body } : { body: { ...(body as object), _trace: headers } }
}

/** Makes a record for each input; one record if there are no inputs. */
export function makeRecords<Item>(
  inputs: readonly EventInput[],
  make: (input: EventInput, index: number) => Item,
) {
  return (inputs.length === 0 ? [{}] : inputs).map(make)
}

/** Makes an attribute for each header, under the header's name. */
export function makeAttributes<Item>({ headers = {} }: EventInput, make: (text: string) => Item) {
  return Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, make(text)]))
}

/** Returns an id that ends with a record's index. */
export function exampleId(index: number): string {
  return `059f36b4-87a3-44ab-83d2-${String(index).padStart(12, '0')}`
}
