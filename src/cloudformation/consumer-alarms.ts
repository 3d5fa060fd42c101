import { type AlarmSpec, LASTING, type Watched } from './alarm-spec.ts'
import { attribute, type Found, ofType, valueAt } from './beside.ts'
import { functionBehind, isFunction } from './function-behind.ts'
import { lambdaMetric } from './metrics.ts'
import { targetOf } from './references.ts'
import type { Service } from './service.ts'
import type { Resources } from './template.ts'
import type { TracedFunction } from './traced-function.ts'

const QUEUE = 'AWS::SQS::Queue'
const MAPPING = 'AWS::Lambda::EventSourceMapping'

/** Returns the alarms over the queues and streams of the template that functions read. */
export function consumerAlarms(service: Service, template: Resources): AlarmSpec[] {
  const mappings = ofType(template, MAPPING).filter(
    ({ properties }) => properties.Enabled !== false,
  )
  return [
    {
      kind: 'dead-letters',
      urgency: 'ticket',
      meaning: 'A dead-letter queue has messages.',
      pace: { periodSeconds: 60, periods: 1, datapoints: 1 },
      watched: ofType(template, QUEUE)
        .filter(({ id }) => isDeadLetterQueue(id, template))
        .map(({ id }) =>
          ofQueue(id, attribute(id, 'QueueName'), 'ApproximateNumberOfMessagesVisible', 0),
        ),
    },
    {
      kind: 'queue-age',
      urgency: 'ticket',
      meaning: 'For five minutes, the oldest message of a queue was too old.',
      pace: LASTING,
      watched: unique(mappings.flatMap((mapping) => queueAge(service, template, mapping))),
    },
    {
      kind: 'iterator-age',
      urgency: 'ticket',
      meaning: 'For five minutes, a function was too far behind its stream.',
      pace: LASTING,
      watched: unique(mappings.flatMap((mapping) => iteratorAge(service, template, mapping))),
    },
  ]
}

function queueAge(service: Service, template: Resources, { properties }: Found): Watched[] {
  const { EventSourceArn, FunctionName } = properties
  const { queueAgeSeconds } = functionOf(service, template, FunctionName)?.limits ?? service.alarms
  const id = targetOf(EventSourceArn) ?? ''
  const isBeside = template[id]?.Type === QUEUE && !('Condition' in template[id])
  const name = isBeside ? attribute(id, 'QueueName') : queueNameIn(EventSourceArn)
  if (name === undefined) return []
  const label = isBeside ? id : String(name)
  return [ofQueue(label, name, 'ApproximateAgeOfOldestMessage', queueAgeSeconds)]
}

/** Returns the name of a queue of another stack, if its ARN contains it. */
function queueNameIn(arn: unknown): string | undefined {
  const parts = String(typeof arn === 'string' ? arn : Object(arn)['Fn::Sub']).split(':')
  const name = parts.at(-1) ?? ''
  return parts.includes('sqs') && /^[\w-]+(\.fifo)?$/.test(name) ? name : undefined
}

/** Only Kinesis and DynamoDB streams have an age. Their mappings, and Kafka's, say where to start. */
function iteratorAge(service: Service, template: Resources, { properties }: Found): Watched[] {
  const isKafka = 'Topics' in properties || 'SelfManagedEventSource' in properties
  const fn = functionOf(service, template, properties.FunctionName)
  if (fn === undefined || properties.StartingPosition === undefined || isKafka) return []
  const age = { metric: lambdaMetric('IteratorAge', fn.name), stat: 'Maximum' as const }
  return [
    {
      label: fn.key,
      terms: { age },
      expression: 'age',
      threshold: fn.limits.iteratorAgeSeconds * 1000,
    },
  ]
}

function ofQueue(label: string, QueueName: unknown, name: string, threshold: number): Watched {
  const metric = { namespace: 'AWS/SQS', name, dimensions: { QueueName } }
  const value = { metric, stat: 'Maximum' as const }
  return { label, terms: { value }, expression: 'value', threshold }
}

/** Returns the function of the service that a mapping names, by a reference, an alias or its name. */
function functionOf(
  { functions }: Service,
  template: Resources,
  named: unknown,
): TracedFunction | undefined {
  const id = functionBehind(named, template)
  return functions.find(({ givenName }) =>
    id === undefined ? givenName === nameIn(named) : isFunction(givenName, id, template),
  )
}

/** Returns the name of a function in its ARN. */
function nameIn(named: unknown): string {
  const text = String(named)
  return /:function:([^:]+)/.exec(text)?.[1] ?? text
}

/** Whether anything of the template sends what failed to a queue. */
function isDeadLetterQueue(id: string, template: Resources): boolean {
  return Object.values(template).some(({ Properties }) => hasDeadLetters(Properties, id))
}

const DEAD_LETTER_PATHS = [
  ['RedrivePolicy', 'deadLetterTargetArn'],
  ['DeadLetterConfig', 'TargetArn'],
  ['DeadLetterConfig', 'Arn'],
  ['DestinationConfig', 'OnFailure', 'Destination'],
  ['Target', 'DeadLetterConfig', 'Arn'],
]

function hasDeadLetters(properties: unknown, id: string): boolean {
  const targets = [valueAt(properties, 'Targets')].flat()
  return [properties, ...targets].some((one) =>
    DEAD_LETTER_PATHS.some((path) => targetOf(valueAt(one, ...path)) === id),
  )
}

function unique(watched: readonly Watched[]): Watched[] {
  return [...new Map(watched.map((one) => [one.label, one])).values()]
}
