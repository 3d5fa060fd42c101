import { type AlarmSpec, sumOf } from './alarm-spec.ts'
import { requestMetric } from './metrics.ts'
import { type Service, servicesOf } from './service.ts'
import { apiActionsOf } from './traced-function.ts'

/** Twenty minutes. */
const CLIENT_ERRORS = { periodSeconds: 300, periods: 4, datapoints: 4 }

/** Returns the alarms over requests that somebody waits for: slow ones, and those answered with 4xx. */
export function requestAlarms(service: Service): AlarmSpec[] {
  return [slow(service), clientErrors(service)]
}

function slow(service: Service): AlarmSpec {
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
          requests: sumOf(requestMetric(service, 'Requests', fn.service, action)),
        },
        expression: `IF(requests >= ${fn.limits.leastRequests}, slowest, 0)`,
        threshold: fn.limits.p99Ms,
      })),
    ),
  }
}

function clientErrors(service: Service): AlarmSpec {
  const { clientErrorRate, leastRequests } = service.alarms
  const { frontendService = [] } = service
  const ofFunctions = servicesOf(service, (fn) => apiActionsOf(fn).length > 0)
  const names = [...new Set(ofFunctions.concat(frontendService))]
  return {
    kind: 'client-errors',
    urgency: 'ticket',
    meaning: `More than ${clientErrorRate} % of the requests of 20 minutes are answered with 4xx. Query: Error rate by endpoint.`,
    pace: CLIENT_ERRORS,
    watched: names.map((name) => ({
      label: name,
      terms: {
        errors: sumOf(requestMetric(service, 'Errors', name)),
        faults: sumOf(requestMetric(service, 'Faults', name)),
        requests: sumOf(requestMetric(service, 'Requests', name)),
      },
      expression: `IF(requests >= ${leastRequests}, 100 * (errors - faults) / requests, 0)`,
      threshold: clientErrorRate,
    })),
  }
}
