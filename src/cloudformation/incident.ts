import { anyOf, compositeAlarm, grouped } from './composite-alarm.ts'
import { pageName, ticketName } from './incident-names.ts'
import { notifies, topicOf } from './notifications.ts'
import type { Service } from './service.ts'
import type { Resources } from './template.ts'

/**
 * Returns the alarms over the alarms. Only these notify, once when an incident begins and once when it
 * ends: a slow day that is known must not hide an outage.
 */
export function incidents(
  service: Service,
  alarms: { readonly page: Resources; readonly ticket: Resources; readonly burnRates: Resources },
): Resources {
  const burnRates = Object.entries(alarms.burnRates).filter(
    ([, { Type }]) => Type === 'AWS::CloudWatch::CompositeAlarm',
  )
  const page = { ...alarms.page, ...Object.fromEntries(burnRates) }
  return {
    ...incident(service, pageName(service), 'HoptracePage', page),
    ...incident(service, ticketName(service), 'HoptraceTicket', alarms.ticket),
  }
}

function incident(service: Service, name: string, id: string, alarms: Resources): Resources {
  if (Object.keys(alarms).length === 0) return {}
  const groups = grouped(name, `${id}Group`, alarms)
  const topic = [topicOf(service)]
  const actions = notifies(service) ? { AlarmActions: topic, OKActions: topic } : {}
  const description = `At least one of the alarms below fires in ${service.name}.`
  return {
    ...(groups === alarms ? {} : groups),
    [id]: compositeAlarm(name, description, anyOf(Object.keys(groups)), actions),
  }
}
