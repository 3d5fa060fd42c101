import { type AlarmSpec, FAST, QUARTER, sumOf, type Watched } from './alarm-spec.ts'
import { requestMetric } from './metrics.ts'
import { type Service, servicesOf, tracedServicesOf } from './service.ts'
import type { TracedFunction } from './traced-function.ts'

/** Client errors don't hide faults: they are no part of the whole. */
const FAULT_RATE = '100 * faults / (requests - errors + faults)'
/** The least number of faults, and their percentage, of a quarter of an hour. */
const OUTAGE = { leastFaults: 2, percent: 25 }

/** Returns the alarms over the faults that the records count, of services and of authorizers. */
export function faultAlarms(service: Service): AlarmSpec[] {
  const rates = service.slo === undefined ? [faults(service), outage(service)] : []
  return [...rates, timeouts(service), failedRecords(service)]
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
  const { leastFaults } = OUTAGE
  const percent = Math.max(OUTAGE.percent, service.alarms.faultRate)
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
      faults: sumOf(requestMetric(service, 'Faults', name, action)),
      requests: sumOf(requestMetric(service, 'Requests', name, action)),
      errors: sumOf(requestMetric(service, 'Errors', name, action)),
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
      terms: { timeouts: sumOf(requestMetric(service, 'Timeouts', name)) },
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
        failed: sumOf(requestMetric(service, 'FailedRecords', name)),
        records: sumOf(requestMetric(service, 'Records', name)),
      },
      expression: `IF(failed >= ${leastFaults}, 100 * failed / records, 0)`,
      threshold: faultRate,
    })),
  }
}

/** Whether a function handles batches, or nothing is known of what invokes it. */
function mayConsume({ triggers }: TracedFunction): boolean {
  return triggers?.some((trigger) => trigger === 'queue' || trigger === 'stream') ?? true
}
