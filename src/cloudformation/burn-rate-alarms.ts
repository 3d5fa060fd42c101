import { type AlarmSpec, type Pace, sumOf } from './alarm-spec.ts'
import { anyOf, compositeAlarm } from './composite-alarm.ts'
import { requestMetric } from './metrics.ts'
import { packAlarms } from './pack-alarms.ts'
import { type Service, tracedServicesOf } from './service.ts'
import { type Resource, type Resources, withIds } from './template.ts'

/**
 * The windows of the alarms, and how many times faster than allowed the errors of a month are spent.
 * The short window ends an alarm soon after the outage.
 * @see https://sre.google/workbook/alerting-on-slos/
 */
const WINDOWS = [
  { name: 'fast', long: 3_600, short: 300, burn: 14.4 },
  { name: 'slow', long: 21_600, short: 1_800, burn: 6 },
] as const
/** Faults in the long window below which nothing fires: one failed request an hour is no outage. */
const LEAST_FAULTS = 10

/**
 * Returns the alarms over the availability that `slo` promises, of each service. All metrics of an
 * alarm have one period, so each window is an alarm of its own.
 */
export function burnRateAlarms(service: Service): Resources {
  if (service.slo === undefined) return {}
  const { availability } = service.slo
  const names = tracedServicesOf(service)
  const windows = withIds(
    'HoptraceWindow',
    names.flatMap((name) => windowsOf(service, name, 100 - availability)),
  )
  const ids = Object.keys(windows)
  const composites = names.map((name, index): [string, Resource] => {
    const [fast, fastEnd, slow, slowEnd] = ids.slice(4 * index, 4 * index + 4).map(alarmOf)
    const composite = compositeAlarm(
      `${service.name} burn-rate ${name}`,
      `${name} spends the faults that its availability of ${availability} % allows much too fast. Query: Recent errors.`,
      `(${fast} AND ${fastEnd}) OR (${slow} AND ${slowEnd})`,
    )
    return [name, composite]
  })
  return { ...windows, ...withIds('HoptraceBurnRate', composites) }
}

/** Returns the four alarms of a service: the long and the short window of each pair. */
function windowsOf(service: Service, name: string, allowed: number): [string, Resource][] {
  return WINDOWS.flatMap((pair) => [
    spec(service, name, { ...pair, seconds: pair.long, least: LEAST_FAULTS, allowed }),
    spec(service, name, { ...pair, seconds: pair.short, least: 0, allowed }),
  ]).flatMap((window) => packAlarms(service.name, window))
}

const alarmOf = (id: string): string => anyOf([id])

interface Window {
  readonly name: string
  readonly seconds: number
  readonly burn: number
  readonly least: number
  readonly allowed: number
}

function spec(service: Service, name: string, window: Window): AlarmSpec {
  const { seconds, burn, least, allowed } = window
  const threshold = Number((burn * allowed).toFixed(6))
  const pace: Pace = { periodSeconds: seconds, periods: 1, datapoints: 1 }
  return {
    kind: `burn-rate ${name} ${seconds / 60}m`,
    urgency: 'page',
    meaning: `More than ${threshold} % of the requests of ${seconds / 60} minutes are faults.`,
    pace,
    watched: [
      {
        label: name,
        terms: {
          faults: sumOf(requestMetric(service, 'Faults', name)),
          requests: sumOf(requestMetric(service, 'Requests', name)),
        },
        expression: `IF(faults >= ${least}, 100 * faults / requests, 0)`,
        threshold,
      },
    ],
  }
}
