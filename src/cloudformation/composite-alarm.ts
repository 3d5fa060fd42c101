import { LIMITS } from './limits.ts'
import { shortName } from './short-name.ts'
import { type Resource, type Resources, sub, withIds } from './template.ts'

/** Returns a rule that fires if any of the alarms with these logical ids does. */
export function anyOf(ids: readonly string[]): string {
  return ids.map((id) => `ALARM("\${${id}}")`).join(' OR ')
}

/** Returns an alarm over others. */
export function compositeAlarm(
  name: string,
  description: string,
  rule: string,
  actions: object = {},
): Resource {
  return {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: {
      AlarmName: shortName(name, LIMITS.alarmName),
      AlarmDescription: description.slice(0, LIMITS.description),
      AlarmRule: sub(rule),
      ...actions,
    },
  }
}

/**
 * Splits alarms into groups that fit into the rule of a composite alarm, each a composite alarm of its
 * own; returns the alarms themselves if they fit into one.
 */
export function grouped(prefix: string, id: string, alarms: Resources): Resources {
  const groups = groupsOf(alarms)
  if (groups.length <= 1) return alarms
  return withIds(
    id,
    groups.map((ids, index) => {
      const name = `group ${index + 1}`
      const description = 'A part of the alarm over it.'
      return [name, compositeAlarm(`${prefix} ${name}`, description, anyOf(ids))]
    }),
  )
}

function groupsOf(alarms: Resources): string[][] {
  const groups: string[][] = []
  let length = Number.POSITIVE_INFINITY
  for (const [id, { Properties }] of Object.entries(alarms)) {
    // The rule holds the alarms' names once its references are resolved.
    const own = `ALARM("${Properties.AlarmName}") OR `.length
    const group = groups.at(-1)
    if (group !== undefined && length + own <= LIMITS.rule && group.length < LIMITS.alarmsInRule) {
      group.push(id)
      length += own
    } else {
      groups.push([id])
      length = own
    }
  }
  return groups
}
