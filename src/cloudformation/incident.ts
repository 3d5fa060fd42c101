import { TOPIC } from './notifications.ts'
import type { Service } from './service.ts'
import { type Resource, type Resources, ref, sub, withIds } from './template.ts'

/** CloudWatch takes 100 alarms in a rule, and 10,240 characters, in which their names count. */
const MOST_IN_RULE = 50

/**
 * The one alarm over those with these logical ids, and the only one that tells somebody: an incident
 * pages once, and is resolved once.
 */
export function incidentOf(service: Service, ids: readonly string[]): Resources {
  const groups = ids.length > MOST_IN_RULE ? groupsOf(service, ids) : {}
  const rule = anyOf(ids.length > MOST_IN_RULE ? Object.keys(groups) : ids)
  const actions = { AlarmActions: [ref(TOPIC)], OKActions: [ref(TOPIC)] }
  const about = `One or more alarms of ${service.name} fire.`
  return {
    ...groups,
    HoptraceIncident: composite(`${service.name} incident`, about, rule, actions),
  }
}

/** Alarms over as many alarms as a rule takes. */
function groupsOf({ name }: Service, ids: readonly string[]): Resources {
  const starts = ids.flatMap((_id, index) => (index % MOST_IN_RULE === 0 ? [index] : []))
  return withIds(
    'HoptraceGroup',
    starts.map((start, index) => {
      const rule = anyOf(ids.slice(start, start + MOST_IN_RULE))
      const group = `${name} group ${index + 1}`
      return [String(index + 1), composite(group, 'A part of the incident.', rule, {})]
    }),
  )
}

function anyOf(ids: readonly string[]): string {
  return ids.map((id) => `ALARM("\${${id}}")`).join(' OR ')
}

function composite(name: string, about: string, rule: string, actions: object): Resource {
  return {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: {
      AlarmName: name,
      AlarmDescription: about,
      AlarmRule: sub(rule),
      ...actions,
    },
  }
}
