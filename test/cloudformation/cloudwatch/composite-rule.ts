/** A rule of a composite alarm. */
export interface Rule {
  /** The logical ids of the alarms in it. */
  readonly ids: readonly string[]
  fires(isAlarm: (id: string) => boolean): boolean
}

type Condition = (isAlarm: (id: string) => boolean) => boolean

/** Reads a rule in which the names of alarms are references: `ALARM("${Id}") OR (… AND …)`. */
export function parseRule(text: string): Rule {
  const tokens = text.match(/ALARM\("\$\{\w+\}"\)|AND|OR|[()]|\S+/g) ?? []
  const ids: string[] = []

  function any(): Condition {
    const all = [every()]
    while (tokens[0] === 'OR') {
      tokens.shift()
      all.push(every())
    }
    return (isAlarm) => all.some((one) => one(isAlarm))
  }

  function every(): Condition {
    const all = [one()]
    while (tokens[0] === 'AND') {
      tokens.shift()
      all.push(one())
    }
    return (isAlarm) => all.every((condition) => condition(isAlarm))
  }

  function one(): Condition {
    const token = tokens.shift()
    if (token === '(') {
      const inner = any()
      if (tokens.shift() !== ')') throw new Error(text)
      return inner
    }
    const [, id] = /^ALARM\("\$\{(\w+)\}"\)$/.exec(token ?? '') ?? []
    if (id === undefined) throw new Error(`${token} in ${text}`)
    ids.push(id)
    return (isAlarm) => isAlarm(id)
  }

  const fires = any()
  if (tokens.length > 0) throw new Error(`${tokens[0]} in ${text}`)
  return { ids, fires }
}
