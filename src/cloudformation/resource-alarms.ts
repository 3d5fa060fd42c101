import { type AlarmSpec, FAST, QUARTER, type Term, type Watched } from './alarm-spec.ts'
import { type Found, ofType, targetOf } from './beside.ts'
import { consumerAlarms } from './consumer-alarms.ts'
import type { Service } from './service.ts'
import { type Resources, ref } from './template.ts'

/** Throttled reads and writes of a table in 15 minutes above which the alarm fires. */
const MAX_TABLE_THROTTLES = 10
const FAILED_EXECUTIONS_PERCENT = 25

/** Returns the alarms over what the template has beside the functions. */
export function resourceAlarms(service: Service, template: Resources): AlarmSpec[] {
  return [
    apiErrors(service, template),
    failedExecutions(template),
    failedEvents(template),
    ...consumerAlarms(service, template),
    tableThrottles(template),
  ]
}

function apiErrors({ alarms }: Service, template: Resources): AlarmSpec {
  const { leastFaults, faultRate } = alarms
  const rate = (label: string, [errors, requests]: readonly [Term, Term]): Watched => ({
    label,
    terms: { errors, requests },
    expression: `IF(errors >= ${leastFaults}, 100 * errors / requests, 0)`,
    threshold: faultRate,
  })
  const rest = stagesOf(template, 'AWS::ApiGateway::Stage', 'RestApiId')
  const deployed = ofType(template, 'AWS::ApiGateway::Deployment').flatMap(stageOf('RestApiId'))
  const http = stagesOf(template, 'AWS::ApiGatewayV2::Stage', 'ApiId')
  return {
    kind: 'api-errors',
    urgency: 'page',
    meaning: `API Gateway answers more than ${faultRate} % of the requests in two of three minutes with 5xx, also those that reach no function.`,
    pace: FAST,
    watched: [
      ...unique([...rest, ...deployed]).flatMap(([api, stage]) => {
        const name = template[api]?.Properties.Name
        if (template[api]?.Type !== 'AWS::ApiGateway::RestApi' || name === undefined) return []
        const dimensions = { ApiName: name, Stage: stage }
        return [rate(api, [ofApi('5XXError', dimensions), ofApi('Count', dimensions)])]
      }),
      ...http.flatMap(([api, stage]) => {
        if (template[api]?.Properties.ProtocolType !== 'HTTP') return []
        const dimensions = { ApiId: ref(api), Stage: stage }
        return [rate(api, [ofApi('5xx', dimensions), ofApi('Count', dimensions)])]
      }),
    ],
  }
}

function stagesOf(template: Resources, type: string, member: string): [string, unknown][] {
  return ofType(template, type).flatMap(stageOf(member))
}

function stageOf(member: string): (found: Found) => [string, unknown][] {
  return ({ properties }) => {
    const api = targetOf(properties[member])
    return api === undefined || properties.StageName === undefined
      ? []
      : [[api, properties.StageName]]
  }
}

/** A stage may be a resource and a property of a deployment. */
function unique(stages: readonly [string, unknown][]): [string, unknown][] {
  return [...new Map(stages.map((stage) => [JSON.stringify(stage), stage])).values()]
}

function ofApi(name: string, dimensions: Readonly<Record<string, unknown>>): Term {
  return { metric: { namespace: 'AWS/ApiGateway', name, dimensions }, stat: 'Sum' }
}

function failedExecutions(template: Resources): AlarmSpec {
  const ofMachine = (name: string, id: string): Term => ({
    metric: { namespace: 'AWS/States', name, dimensions: { StateMachineArn: ref(id) } },
    stat: 'Sum',
  })
  return {
    kind: 'failed-executions',
    urgency: 'page',
    meaning: `More than ${FAILED_EXECUTIONS_PERCENT} % of the executions of a state machine that ended in 15 minutes failed or timed out.`,
    pace: QUARTER,
    watched: ofType(template, 'AWS::StepFunctions::StateMachine').map(({ id }) => ({
      label: id,
      terms: {
        failed: ofMachine('ExecutionsFailed', id),
        late: ofMachine('ExecutionsTimedOut', id),
        done: ofMachine('ExecutionsSucceeded', id),
      },
      expression: '100 * (failed + late) / (failed + late + done)',
      threshold: FAILED_EXECUTIONS_PERCENT,
    })),
  }
}

function failedEvents(template: Resources): AlarmSpec {
  return {
    kind: 'failed-events',
    urgency: 'page',
    meaning: 'EventBridge could not deliver an event to a target, and has given up.',
    pace: QUARTER,
    watched: ofType(template, 'AWS::Events::Rule').map(({ id, properties }) => {
      const dimensions = { RuleName: ruleName(id, properties) }
      const failed: Term = {
        metric: { namespace: 'AWS/Events', name: 'FailedInvocations', dimensions },
        stat: 'Sum',
      }
      return { label: id, terms: { failed }, expression: 'failed', threshold: 0 }
    }),
  }
}

/** The reference to a rule of a custom bus is the bus, `|` and the rule's name. */
function ruleName(id: string, { Name, EventBusName }: Found['properties']): unknown {
  if (EventBusName === undefined || EventBusName === 'default') return ref(id)
  return Name ?? { 'Fn::Select': [1, { 'Fn::Split': ['|', ref(id)] }] }
}

/**
 * CloudWatch ignores missing data of DynamoDB, so an alarm over the metric itself would never end. The
 * filled one always has data.
 */
function tableThrottles(template: Resources): AlarmSpec {
  const ofTable = (name: string, id: string): Term => ({
    metric: { namespace: 'AWS/DynamoDB', name, dimensions: { TableName: ref(id) } },
    stat: 'Sum',
  })
  const tables = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']
  return {
    kind: 'table-throttles',
    urgency: 'ticket',
    meaning: `More than ${MAX_TABLE_THROTTLES} reads and writes of a table in 15 minutes were throttled.`,
    pace: QUARTER,
    watched: tables
      .flatMap((type) => ofType(template, type))
      .map(({ id }) => ({
        label: id,
        terms: {
          reads: ofTable('ReadThrottleEvents', id),
          writes: ofTable('WriteThrottleEvents', id),
        },
        expression: 'FILL(reads, 0) + FILL(writes, 0)',
        threshold: MAX_TABLE_THROTTLES,
      })),
  }
}
