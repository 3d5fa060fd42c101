/** The values of an expression's variables at one time. `undefined`: no data. */
type Values = Readonly<Record<string, number | undefined>>

/** An expression, or a part of one. */
export interface Expression {
  /** Whether it is a number, rather than a time series. */
  readonly isNumber: boolean
  at(values: Values): number | undefined
}

type Operate = (left: number, right: number) => number

const OPERATORS: readonly Readonly<Record<string, Operate>>[] = [
  { OR: (a, b) => Number(a !== 0 || b !== 0) },
  { AND: (a, b) => Number(a !== 0 && b !== 0) },
  {
    '>=': (a, b) => Number(a >= b),
    '<=': (a, b) => Number(a <= b),
    '>': (a, b) => Number(a > b),
    '<': (a, b) => Number(a < b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => a / b },
]

/** The functions of a list of time series. */
const OF_LISTS: Readonly<Record<string, (points: readonly number[]) => number>> = {
  MAX: (points) => Math.max(...points),
  SUM: (points) => points.reduce((sum, point) => sum + point, 0),
}

/**
 * Reads an expression of metric math.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function parseMath(text: string): Expression {
  const tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z]\w*|>=|<=|\S/g) ?? []
  const take = (expected?: string): string => {
    const token = tokens.shift() ?? 'the end'
    if (expected !== undefined && token !== expected) throw new Error(`${token} in ${text}`)
    return token
  }

  function operation(level = 0): Expression {
    const operators = OPERATORS[level]
    if (operators === undefined) return operand()
    let left = operation(level + 1)
    while (Object.hasOwn(operators, tokens[0] ?? '')) {
      const operate = operators[take()] as Operate
      left = combined(left, operation(level + 1), operate)
    }
    return left
  }

  function operand(): Expression {
    const token = take()
    if (token === '(') {
      const inner = operation()
      take(')')
      return inner
    }
    if (/^\d/.test(token)) return { isNumber: true, at: () => Number(token) }
    if (token === 'IF') return choice()
    if (token === 'FILL') return filled()
    const ofList = OF_LISTS[token]
    if (ofList !== undefined) return reduced(ofList)
    if (!/^[a-z]/.test(token)) throw new Error(`${token} in ${text}`)
    return {
      isNumber: false,
      at(values) {
        if (!(token in values)) throw new Error(`${token} in ${text}`)
        return values[token]
      },
    }
  }

  function listOf(open: string, close: string): Expression[] {
    take(open)
    const items = [operation()]
    while (tokens[0] === ',') {
      take(',')
      items.push(operation())
    }
    take(close)
    return items
  }

  /** A missing condition drops the point, a missing first value is 0, a missing second one drops it. */
  function choice(): Expression {
    const [condition, yes, no] = listOf('(', ')') as [Expression, Expression, Expression]
    const at = (values: Values) => {
      const isTrue = condition.at(values)
      if (isTrue === undefined) return undefined
      return isTrue === 0 ? no.at(values) : (yes.at(values) ?? 0)
    }
    return { isNumber: false, at }
  }

  function filled(): Expression {
    const [series, filler] = listOf('(', ')') as [Expression, Expression]
    return { isNumber: false, at: (values) => series.at(values) ?? filler.at(values) }
  }

  function reduced(reduce: (points: readonly number[]) => number): Expression {
    take('(')
    const items = listOf('[', ']')
    take(')')
    const at = (values: Values) => {
      const points = items.flatMap((item) => item.at(values) ?? [])
      return points.length === 0 ? undefined : reduce(points)
    }
    return { isNumber: false, at }
  }

  const whole = operation()
  if (tokens.length > 0) throw new Error(`${tokens[0]} in ${text}`)
  return whole
}

/** A missing side is 0. Without any side, and for a division by zero, there is no point. */
function combined(left: Expression, right: Expression, operate: Operate): Expression {
  const sides = [left, right].filter(({ isNumber }) => !isNumber)
  const at = (values: Values) => {
    if (sides.length > 0 && sides.every((side) => side.at(values) === undefined)) return undefined
    const value = operate(left.at(values) ?? 0, right.at(values) ?? 0)
    return Number.isFinite(value) ? value : undefined
  }
  return { isNumber: sides.length === 0, at }
}
