import { type AlarmSpec, FAST, QUARTER, type Term, type Watched } from './alarm-spec.ts'
import { type MetricName, requestMetric } from './metrics.ts'
import {
  apiActionsOf,
  type Service,
  servicesOf,
  type TracedFunction,
  tracedServicesOf,
} from './service.ts'

/** Client errors don't hide faults: they are no part of the whole. */
const FAULT_RATE = '100 * faults / (requests - errors + faults)'
/** The least number of faults, and their percentage, of a quarter of an hour. */
const OUTAGE = { leastFaults: 2, percent: 25 }
const CLIENT_ERRORS = { periodSeconds: 300, periods: 4, datapoints: 4 }

/** Returns the alarms over the metrics of the records. */
export function serviceAlarms(service: Service): AlarmSpec[] {
  return [
    ...(service.slo === undefined ? [faults(service), outage(service)] : []),
    timeouts(service),
    failedRecords(service),
    slow(service),
    clientErrors(service),
  ]
}

function faults(service: Service): AlarmSpec {
  const { faultRate, leastFaults } = service.alarms
  return {
    kind: 'faults',
    urgency: 'page',
    meaning: `More than ${faultRate} % of the requests in two of three minutes are faults. Query: Recent errors.`,
    pace: FAST,
    watched: faultRates(service, leastFaults, faultRate),
  }
}

function outage(service: Service): AlarmSpec {
  const { leastFaults, percent } = OUTAGE
  return {
    kind: 'outage',
    urgency: 'page',
    meaning: `More than ${percent} % of the requests in 15 minutes are faults. Query: Recent errors.`,
    pace: QUARTER,
    watched: faultRates(service, leastFaults, percent),
  }
}

/** Returns the fault rates of the services, and of authorizers, which count only as their actions. */
function faultRates(service: Service, least: number, threshold: number): Watched[] {
  const rate = (name: string, action?: string): Watched => ({
    label: action ?? name,
    terms: {
      faults: sum(service, 'Faults', name, action),
      requests: sum(service, 'Requests', name, action),
      errors: sum(service, 'Errors', name, action),
    },
    expression: `IF(faults >= ${least}, ${FAULT_RATE}, 0)`,
    threshold,
  })
  const authorizers = service.functions.filter(({ triggers }) => triggers?.includes('authorizer'))
  return [
    ...tracedServicesOf(service).map((name) => rate(name)),
    ...authorizers.flatMap((fn) => fn.actions.map((action) => rate(fn.service, action))),
  ]
}

function timeouts(service: Service): AlarmSpec {
  const { leastTimeouts } = service.alarms
  return {
    kind: 'timeouts',
    urgency: 'page',
    meaning: `At least ${leastTimeouts} requests in 15 minutes ran out of time. Query: Recent errors.`,
    pace: QUARTER,
    watched: servicesOf(service).map((name) => ({
      label: name,
      terms: { timeouts: sum(service, 'Timeouts', name) },
      expression: 'timeouts',
      threshold: leastTimeouts - 1,
    })),
  }
}

function failedRecords(service: Service): AlarmSpec {
  const { faultRate, leastFaults } = service.alarms
  return {
    kind: 'failed-records',
    urgency: 'page',
    meaning: `More than ${faultRate} % of the records of batches in two of three minutes failed. Query: Recent errors.`,
    pace: FAST,
    watched: servicesOf(service, mayConsume).map((name) => ({
      label: name,
      terms: {
        failed: sum(service, 'FailedRecords', name),
        records: sum(service, 'Records', name),
      },
      expression: `IF(failed >= ${leastFaults}, 100 * failed / records, 0)`,
      threshold: faultRate,
    })),
  }
}

function slow(service: Service): AlarmSpec {
  const { leastRequests, p99Ms } = service.alarms
  return {
    kind: 'p99',
    urgency: 'ticket',
    meaning: '1 of 100 requests in three of five minutes is slow. Query: Slow requests.',
    pace: { periodSeconds: 60, periods: 5, datapoints: 3 },
    watched: service.functions.flatMap((fn) =>
      apiActionsOf(fn).map((action) => ({
        label: action,
        terms: {
          slowest: {
            metric: requestMetric(service, 'duration', fn.service, action),
            stat: 'p99' as const,
          },
          requests: sum(service, 'Requests', fn.service, action),
        },
        expression: `IF(requests >= ${leastRequests}, slowest, 0)`,
        threshold: fn.p99Ms ?? p99Ms,
      })),
    ),
  }
}

function clientErrors(service: Service): AlarmSpec {
  const { clientErrorRate, leastRequests } = service.alarms
  const { frontendService } = service
  const names = servicesOf(service, (fn) => apiActionsOf(fn).length > 0)
  return {
    kind: 'client-errors',
    urgency: 'ticket',
    meaning: `More than ${clientErrorRate} % of the requests of 20 minutes are answered with 4xx. Query: Error rate by endpoint.`,
    pace: CLIENT_ERRORS,
    watched: [...names, ...(frontendService === undefined ? [] : [frontendService])].map(
      (name) => ({
        label: name,
        terms: {
          errors: sum(service, 'Errors', name),
          faults: sum(service, 'Faults', name),
          requests: sum(service, 'Requests', name),
        },
        expression: `IF(requests >= ${leastRequests}, 100 * (errors - faults) / requests, 0)`,
        threshold: clientErrorRate,
      }),
    ),
  }
}

function sum(service: Service, metric: MetricName, name: string, action?: string): Term {
  return { metric: requestMetric(service, metric, name, action), stat: 'Sum' }
}

/** Whether a function handles batches, or nothing is known of what invokes it. */
function mayConsume({ triggers }: TracedFunction): boolean {
  return triggers?.some((trigger) => trigger === 'queue' || trigger === 'stream') ?? true
}
