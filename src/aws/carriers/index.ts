import { inAttributes } from './attributes.ts'
import { inClientContext } from './client-context.ts'
import { type Injector, inEach, inMember, withOwnMembers } from './injector.ts'
import { inJsonMember } from './json-member.ts'

const inDetail: Injector = (entry, carrier) => inJsonMember(entry, 'Detail', carrier)
const inData: Injector = (record, carrier) => inJsonMember(record, 'Data', carrier)

const inExecution: Injector = (input, carrier) =>
  inJsonMember({ ...input, input: input.input ?? '{}' }, 'input', carrier)

// A second start under the same name is the same execution only with the same input.
const inUnnamedExecution: Injector = (input, carrier) =>
  input.name === undefined ? inExecution(input, carrier) : input

// Lambda gives the client context to synchronous invocations alone.
const inInvocation: Injector = (input, carrier) => {
  const { InvocationType: type = 'RequestResponse' } = input
  return type === 'RequestResponse' ? inClientContext(input, carrier) : input
}

const inPayload: Injector = (input, carrier) =>
  input.InvocationType === 'Event'
    ? inJsonMember(input, 'Payload', carrier)
    : inInvocation(input, carrier)

const CARRIES: Readonly<Record<string, Injector>> = {
  'sqs:sendMessage': inAttributes,
  'sqs:sendMessageBatch': inEach('Entries', inAttributes),
  'sns:publish': inAttributes,
  'sns:publishBatch': inEach('PublishBatchRequestEntries', inAttributes),
  'eventbridge:putEvents': inEach('Entries', inDetail),
  'sfn:startExecution': inUnnamedExecution,
  'sfn:startSyncExecution': inExecution,
  'lambda:invoke': inInvocation,
  'lambda:invokeWithResponseStream': inInvocation,
}

const PAYLOAD_CARRIES: typeof CARRIES = {
  'sfn:startExecution': inExecution,
  'lambda:invoke': inPayload,
  'kinesis:putRecord': inData,
  'kinesis:putRecords': inEach('Records', inData),
  'firehose:putRecord': inMember('Record', inData),
  'firehose:putRecordBatch': inEach('Records', inData),
}

/** How a command carries a trace on; `undefined` for one that can't. */
export function injectorFor(
  service: string,
  operation: string,
  payload: boolean,
): Injector | undefined {
  const name = `${service}:${operation}`
  const carry = (payload ? PAYLOAD_CARRIES[name] : undefined) ?? CARRIES[name]
  return carry && ((input, carrier) => carry(withOwnMembers(input), carrier))
}
