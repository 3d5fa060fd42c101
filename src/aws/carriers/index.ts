import { injectAttributes } from './attributes.ts'
import { injectClientContext } from './client-context.ts'
import { type Injector, injectEach, injectMember, withOwnMembers } from './injector.ts'
import { injectJson } from './json-member.ts'

const injectDetail: Injector = (entry, carrier) => injectJson(entry, 'Detail', carrier)
const injectData: Injector = (record, carrier) => injectJson(record, 'Data', carrier)

const injectExecution: Injector = (input, carrier) =>
  injectJson({ ...input, input: input.input ?? '{}' }, 'input', carrier)

// A second start under a name is the same execution only if the input is identical.
const injectUnnamedExecution: Injector = (input, carrier) =>
  input.name === undefined ? injectExecution(input, carrier) : input

// Only synchronous invocations receive the client context.
const injectInvocation: Injector = (input, carrier) => {
  const { InvocationType: type = 'RequestResponse' } = input
  return type === 'RequestResponse' ? injectClientContext(input, carrier) : input
}

const injectPayload: Injector = (input, carrier) =>
  input.InvocationType === 'Event'
    ? injectJson(input, 'Payload', carrier)
    : injectInvocation(input, carrier)

const INJECTORS: Readonly<Record<string, Injector>> = {
  'sqs:sendMessage': injectAttributes,
  'sqs:sendMessageBatch': injectEach('Entries', injectAttributes),
  'sns:publish': injectAttributes,
  'sns:publishBatch': injectEach('PublishBatchRequestEntries', injectAttributes),
  'eventbridge:putEvents': injectEach('Entries', injectDetail),
  'sfn:startExecution': injectUnnamedExecution,
  'sfn:startSyncExecution': injectExecution,
  'lambda:invoke': injectInvocation,
  'lambda:invokeWithResponseStream': injectInvocation,
}

/** With the option `payload`, these go before the others. */
const PAYLOAD_INJECTORS: typeof INJECTORS = {
  'sfn:startExecution': injectExecution,
  'lambda:invoke': injectPayload,
  'kinesis:putRecord': injectData,
  'kinesis:putRecords': injectEach('Records', injectData),
  'firehose:putRecord': injectMember('Record', injectData),
  'firehose:putRecordBatch': injectEach('Records', injectData),
}

const unchanged: Injector = (input) => input

/**
 * Returns the injector for a command; `undefined` for a command that can't carry a trace. What carries
 * a trace only with the option `payload` is unchanged without it.
 */
export function injectorFor(
  service: string,
  operation: string,
  payload: boolean,
): Injector | undefined {
  const name = `${service}:${operation}`
  const withPayload = PAYLOAD_INJECTORS[name]
  const injector =
    (payload ? withPayload : undefined) ?? INJECTORS[name] ?? (withPayload && unchanged)
  return injector && ((input, carrier) => injector(withOwnMembers(input), carrier))
}
