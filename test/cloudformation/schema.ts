import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import type { Resources } from '../../src/cloudformation/index.ts'

const db = loadAwsServiceSpecSync()

type PropertyType = Properties[string]['type']
type Properties = NonNullable<ReturnType<typeof typeNamed>>['properties']

// CloudFormation's own parameters, and functions whose value only AWS knows.
const PSEUDO =
  /^AWS::(AccountId|NoValue|NotificationARNs|Partition|Region|StackId|StackName|URLSuffix)$/
const COMPUTED = [
  'Ref',
  'Fn::Sub',
  'Fn::GetAtt',
  'Fn::Join',
  'Fn::Select',
  'Fn::Split',
  'Fn::ImportValue',
  'Fn::If',
]

/**
 * Values that CloudWatch and SNS accept, if the schemas describe them only in prose.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const VALUES: Readonly<Record<string, RegExp>> = {
  'AWS::CloudWatch::Alarm.ComparisonOperator':
    /^(GreaterThanOrEqualTo|GreaterThan|LessThan|LessThanOrEqualTo)Threshold$/,
  'AWS::CloudWatch::Alarm.TreatMissingData': /^(breaching|notBreaching|ignore|missing)$/,
  'AWS::CloudWatch::Alarm.MetricStat.Stat':
    /^(Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d+)?|p100)$/,
  'AWS::SNS::Subscription.Protocol':
    /^(http|https|email|email-json|sms|sqs|application|lambda|firehose)$/,
  'AWS::Lambda::Function.TracingConfig.Mode': /^(Active|PassThrough)$/,
  'AWS::Logs::LogGroup.LogGroupClass': /^(STANDARD|INFREQUENT_ACCESS|DELIVERY)$/,
  'AWS::DynamoDB::Table.BillingMode': /^(PROVISIONED|PAY_PER_REQUEST)$/,
}

/** The position of a value in a template. */
interface Position {
  readonly id: string
  readonly type: string
  readonly path: string
}

/**
 * Returns what CloudFormation would refuse, by its own schemas, each with its position: unknown types
 * and properties, missing properties, wrong types and values, references to resources that don't exist.
 */
export function findProblems(resources: Resources): string[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) => {
    const type = typeNamed(Type)
    if (type === undefined) return [`${id}: no type ${Type}`]
    const dangling = targetsIn(Properties).flatMap((target) => danglingTarget(target, resources))
    return [
      ...checkProperties(Properties, type.properties, { id, type: Type, path: '' }),
      ...dangling.map((problem) => `${id} refers to ${problem}`),
    ]
  })
}

function typeNamed(name: string) {
  return db.lookup('resource', 'cloudFormationType', 'equals', name)[0]
}

function checkProperties(given: object, known: Properties, position: Position): string[] {
  const found = Object.entries(given).flatMap(([name, value]) => {
    const inner = { ...position, path: `${position.path}.${name}` }
    const property = known[name]
    if (property === undefined) return problem(inner, 'is unknown')
    return checkValue(value, [property.type, ...(property.previousTypes ?? [])], inner)
  })
  const missing = Object.entries(known)
    .filter(([name, { required }]) => required && !(name in given))
    .flatMap(([name]) => problem({ ...position, path: `${position.path}.${name}` }, 'is missing'))
  return [...found, ...missing]
}

/** Accepts a value of any of the types: a schema also lists its previous types. */
function checkValue(value: unknown, types: readonly PropertyType[], position: Position): string[] {
  if (isComputed(value)) return []
  const answers = types.map((type) => checkType(value, type, position))
  return answers.some((problems) => problems.length === 0) ? [] : (answers[0] ?? [])
}

function checkType(value: unknown, type: PropertyType, position: Position): string[] {
  if (type.type === 'ref') return checkDefined(value, type.reference.$ref, position)
  if (type.type === 'array') return checkList(value, type.element, position)
  if (type.type === 'union') return checkValue(value, type.types, position)
  if (type.type === 'map') {
    return Object.values(Object(value)).flatMap((one) => checkValue(one, [type.element], position))
  }
  if (!isPrimitive(value, type.type)) return problem(position, `is no ${type.type}`)
  const allowed: readonly unknown[] | undefined =
    'allowedValues' in type ? type.allowedValues : undefined
  const listed = VALUES[position.type + position.path.replaceAll(/\[\d+\]|\.Metrics/g, '')]
  const isAllowed = (allowed?.includes(value) ?? true) && (listed?.test(String(value)) ?? true)
  return isAllowed ? [] : problem(position, `is ${value}`)
}

function checkList(value: unknown, element: PropertyType, position: Position): string[] {
  if (!Array.isArray(value)) return problem(position, 'is no list')
  return value.flatMap((one, index) =>
    checkValue(one, [element], { ...position, path: `${position.path}[${index}]` }),
  )
}

function checkDefined(value: unknown, id: string, position: Position): string[] {
  if (typeof value !== 'object' || value === null) return problem(position, 'is no object')
  return checkProperties(value, db.get('typeDefinition', id).properties, position)
}

function problem({ id, path }: Position, text: string): string[] {
  return [`${id}${path} ${text}`]
}

/** Returns the targets of every Ref, Fn::GetAtt and `${…}` of Fn::Sub in a value. */
function targetsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value as Record<string, unknown>
  const [pattern, variables = {}] = [text].flat()
  return [
    ...(typeof Ref === 'string' ? [Ref] : []),
    ...(attribute === undefined ? [] : [[attribute].flat().join('.')]),
    ...(typeof pattern === 'string'
      ? namesIn(pattern).filter((name) => !(name in Object(variables)))
      : []),
    ...Object.values(value).flatMap(targetsIn),
  ]
}

function namesIn(pattern: string): string[] {
  return pattern.match(/(?<=\$\{)[^!}][^}]*/g) ?? []
}

function danglingTarget(target: string, resources: Resources): string[] {
  if (PSEUDO.test(target)) return []
  const [id = '', ...attribute] = target.split('.')
  const resource = resources[id]
  if (resource === undefined) return [`${id}, which doesn't exist`]
  const name = attribute.join('.')
  if (name === '' || name in (typeNamed(resource.Type)?.attributes ?? {})) return []
  return [`${target}, which ${resource.Type} doesn't have`]
}

function isComputed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const [name, ...others] = Object.keys(value)
  return others.length === 0 && COMPUTED.includes(name ?? '')
}

function isPrimitive(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'json' || type === 'tag')
    return typeof value === 'object' || typeof value === 'string'
  if (type === 'date-time') return typeof value === 'string'
  return typeof value === type
}
