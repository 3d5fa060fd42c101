import { type AlarmSpec, QUARTER, sumOf, type Term } from './alarm-spec.ts'
import { apiErrors } from './api-alarms.ts'
import { type Found, ofType } from './beside.ts'
import { consumerAlarms } from './consumer-alarms.ts'
import type { Service } from './service.ts'
import { type Resources, ref, sub } from './template.ts'

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

function failedExecutions(template: Resources): AlarmSpec {
  const ofMachine = (name: string, id: string): Term =>
    sumOf({ namespace: 'AWS/States', name, dimensions: { StateMachineArn: ref(id) } })
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
      const failed = sumOf({ namespace: 'AWS/Events', name: 'FailedInvocations', dimensions })
      return { label: id, terms: { failed }, expression: 'failed', threshold: 0 }
    }),
  }
}

/**
 * The reference to a rule is its name, and of a custom bus the bus, `|` and the name. Which of them a
 * parameter names is known only to CloudFormation.
 */
function ruleName(id: string, { Name, EventBusName = 'default' }: Found['properties']): unknown {
  if (EventBusName === 'default') return ref(id)
  return Name ?? { 'Fn::Select': [1, { 'Fn::Split': ['|', sub(`\${${id}}|\${${id}}`)] }] }
}

/**
 * CloudWatch ignores missing data of DynamoDB, so an alarm over the metric itself would never end. The
 * filled one always has data.
 */
function tableThrottles(template: Resources): AlarmSpec {
  const ofTable = (name: string, id: string): Term =>
    sumOf({ namespace: 'AWS/DynamoDB', name, dimensions: { TableName: ref(id) } })
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
