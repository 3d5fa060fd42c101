import type { AlarmSpec, Urgency } from './alarm-spec.ts'
import { burnRateAlarms } from './burn-rate-alarms.ts'
import { faultAlarms } from './fault-alarms.ts'
import { functionAlarms } from './function-alarms.ts'
import { incidents } from './incident.ts'
import { packAlarms } from './pack-alarms.ts'
import { requestAlarms } from './request-alarms.ts'
import { resourceAlarms } from './resource-alarms.ts'
import type { Service } from './service.ts'
import { type Resources, withIds } from './template.ts'

/** Returns all kinds of alarms of a service that are not switched off. */
function alarmSpecs(service: Service, template: Resources): AlarmSpec[] {
  const { off } = service.alarms
  return [
    ...faultAlarms(service),
    ...requestAlarms(service),
    ...functionAlarms(service),
    ...resourceAlarms(service, template),
  ].filter(({ kind, watched }) => watched.length > 0 && !off.includes(kind))
}

/**
 * Returns the alarms of a service, and the two over them: one that wakes somebody, and one that waits
 * for the morning. Missing data never fires an alarm.
 * @param template the resources beside, such as queues
 */
export function alarms(service: Service, template: Resources): Resources {
  const specs = alarmSpecs(service, template)
  const ofUrgency = (urgency: Urgency): Resources =>
    withIds(
      'HoptraceAlarm',
      specs
        .filter((spec) => spec.urgency === urgency)
        .flatMap((spec) => packAlarms(service.name, spec)),
    )
  const burnRates = service.alarms.off.includes('burn-rate') ? {} : burnRateAlarms(service)
  const [page, ticket] = [ofUrgency('page'), ofUrgency('ticket')]
  return { ...page, ...ticket, ...burnRates, ...incidents(service, { page, ticket, burnRates }) }
}
