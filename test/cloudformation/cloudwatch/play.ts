import type { Resources } from '../../../src/cloudformation/index.ts'
import { Alarm, type AlarmProperties, type Metrics } from './alarm.ts'
import { parseRule } from './composite-rule.ts'

/** How CloudWatch is played. */
export interface Playing {
  /** How many minutes are played. */
  readonly minutes: number
  /** How many periods beyond its own an alarm reads. Default: 2. */
  readonly extra?: number
  /** How many minutes late the metrics are. Default: 0. */
  readonly late?: number
}

/** An alarm that began to fire, and the minute. */
export interface Firing {
  readonly name: string
  readonly minute: number
  /** Whether it has an action. */
  readonly notifies: boolean
}

/** An alarm of either type. */
interface Node {
  readonly id: string
  readonly name: string
  readonly notifies: boolean
  /** The alarms that its rule names. */
  readonly below: readonly string[]
  /** Whether it fires, with what fires below it. */
  fires(minute: number, firing: ReadonlySet<string>): boolean
}

/** Plays the alarms of a template over metrics, as CloudWatch evaluates them. */
export function play(
  resources: Resources,
  metrics: Metrics,
  { minutes, extra = 2, late = 0 }: Playing,
): Firing[] {
  const nodes = inOrder([...alarmsIn(resources, metrics, late, extra), ...compositesIn(resources)])
  const begun: Firing[] = []
  let before = new Set<string>()
  for (let minute = 0; minute < minutes; minute += 1) {
    const now = new Set<string>()
    for (const { id, name, notifies, fires } of nodes) {
      if (!fires(minute, now)) continue
      now.add(id)
      if (!before.has(id)) begun.push({ name, minute, notifies })
    }
    before = now
  }
  return begun
}

function alarmsIn(resources: Resources, metrics: Metrics, late: number, extra: number): Node[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::CloudWatch::Alarm') return []
    const properties = Properties as unknown as AlarmProperties
    const alarm = new Alarm(properties, metrics)
    const fires = (minute: number) => alarm.evaluate(minute - late, extra) === 'ALARM'
    const notifies = 'AlarmActions' in Properties
    return [{ id, name: properties.AlarmName, notifies, below: [], fires }]
  })
}

function compositesIn(resources: Resources): Node[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::CloudWatch::CompositeAlarm') return []
    const rule = parseRule((Properties.AlarmRule as { 'Fn::Sub': string })['Fn::Sub'])
    const fires = (_minute: number, firing: ReadonlySet<string>) =>
      rule.fires((one) => firing.has(one))
    const notifies = 'AlarmActions' in Properties
    return [{ id, name: String(Properties.AlarmName), notifies, below: rule.ids, fires }]
  })
}

/** Sorts alarms, each after those that its rule names. */
function inOrder(nodes: readonly Node[]): Node[] {
  const depth = ({ below }: Node): number =>
    Math.max(0, ...nodes.filter(({ id }) => below.includes(id)).map((one) => 1 + depth(one)))
  return nodes.toSorted((a, b) => depth(a) - depth(b))
}
