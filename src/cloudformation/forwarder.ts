import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { attribute, ofType } from './beside.ts'
import { targetOf } from './references.ts'
import type { Service } from './service.ts'
import type { ForwarderDescription } from './service-description.ts'
import { shortName } from './short-name.ts'
import { type Resource, type Resources, ref, sub, withIds } from './template.ts'

const LOG_GROUP = 'AWS::Logs::LogGroup'
const FILTER = 'AWS::Logs::SubscriptionFilter'
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const MAX_FILTERS = 2
const MAX_FUNCTION_NAME = 64

const ID = 'HoptraceForwarder'
const IDS = {
  role: `${ID}Role`,
  logs: `${ID}Logs`,
  deadLetters: `${ID}DeadLetters`,
  permission: `${ID}Permission`,
} as const

/**
 * Returns the function that makes spans of the records, and what it needs: a subscription of each log group,
 * permissions, a log group that nobody subscribes to, and a queue for what could not be sent.
 * @param template the resources beside which they will be
 * @throws TypeError if a log group has as many subscriptions as AWS allows
 */
export function forwarder(
  service: Service,
  description: ForwarderDescription,
  template: Resources,
): Resources {
  const own = `/aws/lambda/${nameOf(service)}`
  const groups = service.logGroups.map(({ name }) => name).filter((name) => name !== own)
  return {
    [ID]: lambdaFunction(service, description),
    [IDS.role]: role(description),
    [IDS.logs]: {
      Type: LOG_GROUP,
      Properties: { LogGroupName: own, RetentionInDays: 14 },
    },
    [IDS.deadLetters]: {
      Type: 'AWS::SQS::Queue',
      Properties: { MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true },
    },
    [IDS.permission]: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: attribute(ID, 'Arn'),
        Principal: sub(`logs.\${AWS::URLSuffix}`),
        SourceAccount: ref('AWS::AccountId'),
        SourceArn: sub(
          `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:*`,
        ),
      },
    },
    ...withIds(
      `${ID}Filter`,
      groups.map((name) => [name.slice(name.lastIndexOf('/') + 1), filter(name, template)]),
    ),
  }
}

/** Returns the log groups that must exist before the stack is deployed, because no template creates them. */
export function foreignLogGroups({ logGroups }: Service, template: Resources): string[] {
  const names = logGroups.filter(({ name, isCreated }) => !isCreated && name.startsWith('/'))
  return names.flatMap(({ name }) => (groupIn(template, name) === undefined ? name : []))
}

function nameOf({ name }: Service): string {
  return shortName(`${name}-otlp`, MAX_FUNCTION_NAME)
}

function lambdaFunction(
  service: Service,
  { endpoint, headersSecret }: ForwarderDescription,
): Resource {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: nameOf(service),
      Description: 'Sends the spans of log lines to an OpenTelemetry backend',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: 60,
      Role: attribute(IDS.role, 'Arn'),
      Code: { ZipFile: functionCode() },
      DeadLetterConfig: { TargetArn: attribute(IDS.deadLetters, 'Arn') },
      LoggingConfig: { LogGroup: ref(IDS.logs) },
      Environment: {
        Variables: {
          OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
          ...(headersSecret !== undefined && { HOPTRACE_HEADERS_SECRET: headersSecret }),
        },
      },
    },
  }
}

/** The function as one file, which `npm run build` makes. */
function functionCode(): string {
  const manifest = createRequire(import.meta.url).resolve('hoptrace/package.json')
  return readFileSync(path.join(path.dirname(manifest), 'dist/otlp/function.cjs'), 'utf8')
}

function role({ endpoint, headersSecret }: ForwarderDescription): Resource {
  const allowed: [actions: string[], resource: unknown][] = [
    [['logs:CreateLogStream', 'logs:PutLogEvents'], attribute(IDS.logs, 'Arn')],
    [['sqs:SendMessage'], attribute(IDS.deadLetters, 'Arn')],
  ]
  if (headersSecret !== undefined) allowed.push([['secretsmanager:GetSecretValue'], headersSecret])
  // The actions of AWSXrayWriteOnlyPolicy that spans need. X-Ray has no resources to narrow them to.
  if (endpoint === 'xray')
    allowed.push([['xray:PutSpans', 'xray:PutSpansForIndexing', 'xray:PutTraceSegments'], '*'])
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'lambda.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      Policies: [
        {
          PolicyName: 'hoptrace-forwarder',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: allowed.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
          },
        },
      ],
    },
  }
}

function filter(name: string, template: Resources): Resource {
  const id = groupIn(template, name)
  const others = ofType(template, FILTER).filter(({ properties: { LogGroupName: group } }) => {
    return group === name || (id !== undefined && targetOf(group) === id)
  })
  if (others.length >= MAX_FILTERS) {
    const ids = others.map((other) => other.id).join(' and ')
    throw new TypeError(
      `hoptrace: option 'otlp' can't subscribe to ${name}: AWS allows ${MAX_FILTERS} subscription filters, and it has ${ids}`,
    )
  }
  return {
    Type: FILTER,
    // CloudWatch Logs invokes the function once to test the subscription.
    DependsOn: [IDS.permission],
    Properties: {
      LogGroupName: id === undefined ? name : ref(id),
      DestinationArn: attribute(ID, 'Arn'),
      // Records, and no lines of others.
      FilterPattern: '{ $.spanId = "*" }',
    },
  }
}

function groupIn(template: Resources, name: string): string | undefined {
  return ofType(template, LOG_GROUP).find(({ properties }) => properties.LogGroupName === name)?.id
}
