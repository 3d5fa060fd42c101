import { TOPIC_ID } from './notifications.ts'
import type { Service } from './service.ts'
import { type Resource, type Resources, ref, sub, withIds } from './template.ts'

/** CloudWatch's limits are 100 alarms in a rule, and 10,240 characters with the alarms' names. */
const MAX_ALARMS_IN_RULE = 50

/**
 * Returns one alarm over all alarms. Only this alarm notifies, once when an incident begins and once
 * when it ends.
 * @param ids the logical ids of the alarms
 */
export function incident(service: Service, ids: readonly string[]): Resources {
  const groups = ids.length > MAX_ALARMS_IN_RULE ? groupsOf(service, ids) : {}
  const rule = anyOf(ids.length > MAX_ALARMS_IN_RULE ? Object.keys(groups) : ids)
  const actions = { AlarmActions: [ref(TOPIC_ID)], OKActions: [ref(TOPIC_ID)] }
  const description = `At least one alarm of ${service.name} fires.`
  return {
    ...groups,
    HoptraceIncident: compositeAlarm(`${service.name} incident`, description, rule, actions),
  }
}

/** Splits the alarms into groups that fit into a rule. */
function groupsOf({ name }: Service, ids: readonly string[]): Resources {
  const starts = ids.flatMap((_id, index) => (index % MAX_ALARMS_IN_RULE === 0 ? [index] : []))
  return withIds(
    'HoptraceGroup',
    starts.map((start, index) => {
      const rule = anyOf(ids.slice(start, start + MAX_ALARMS_IN_RULE))
      const group = `${name} group ${index + 1}`
      return [String(index + 1), compositeAlarm(group, 'A part of the incident.', rule, {})]
    }),
  )
}

function anyOf(ids: readonly string[]): string {
  return ids.map((id) => `ALARM("\${${id}}")`).join(' OR ')
}

function compositeAlarm(
  name: string,
  description: string,
  rule: string,
  actions: object,
): Resource {
  return {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: {
      AlarmName: name,
      AlarmDescription: description,
      AlarmRule: sub(rule),
      ...actions,
    },
  }
}
