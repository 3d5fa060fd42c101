import { asNumber, asText, boolean, number, type Sql, text } from './sql.ts'

/** A function of one row. */
interface ScalarFunction {
  /** How many arguments it takes, at least and at the most. */
  readonly takes: readonly [least: number, most: number]
  readonly toSql: (args: readonly Sql[]) => Sql
}

/** A function by its SQL name, of numbers. */
function numeric(name: string, least: number, most: number = least): ScalarFunction {
  return { takes: [least, most], toSql: (args) => number(`${name}(${args.map(asNumber)})`) }
}

/** A function of texts, made from their SQL. */
function textual(count: number, toSql: (...args: string[]) => Sql, most = count): ScalarFunction {
  return { takes: [count, most], toSql: (args) => toSql(...args.map(asText)) }
}

const MANY = 100

/** The functions of Logs Insights that are supported here, by their names in lower case. */
export const FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  abs: numeric('abs', 1),
  ceil: numeric('ceil', 1),
  floor: numeric('floor', 1),
  greatest: numeric('greatest', 1, MANY),
  least: numeric('least', 1, MANY),
  log: numeric('ln', 1),
  sqrt: numeric('sqrt', 1),
  round: {
    takes: [1, 2],
    toSql: ([value, digits]) => {
      const places = digits === undefined ? 0 : `CAST(${asNumber(digits)} AS INTEGER)`
      return number(`round(${asNumber(value as Sql)}, ${places})`)
    },
  },
  tomillis: { takes: [1, 1], toSql: ([time]) => number(asNumber(time as Sql)) },
  frommillis: { takes: [1, 1], toSql: ([ms]) => ({ sql: asNumber(ms as Sql), kind: 'time' }) },
  ispresent: { takes: [1, 1], toSql: ([value]) => boolean(`(${value?.sql} IS NOT NULL)`) },
  coalesce: { takes: [1, MANY], toSql: coalesce },
  isempty: textual(1, (value) => boolean(`(${value} IS NULL OR ${value} = '')`)),
  isblank: textual(1, (value) => boolean(`(${value} IS NULL OR trim(${value}) = '')`)),
  concat: textual(1, (...values) => text(`concat(${values})`), MANY),
  trim: textual(1, (value) => text(`trim(${value})`)),
  ltrim: textual(1, (value) => text(`ltrim(${value})`)),
  rtrim: textual(1, (value) => text(`rtrim(${value})`)),
  strlen: textual(1, (value) => number(`length(${value})`)),
  toupper: textual(1, (value) => text(`upper(${value})`)),
  tolower: textual(1, (value) => text(`lower(${value})`)),
  replace: textual(3, (value, from, to) => text(`replace(${value}, ${from}, ${to})`)),
  strcontains: textual(2, (value, part) => number(`CAST(contains(${value}, ${part}) AS DOUBLE)`)),
  startswith: textual(2, (value, start) => boolean(`starts_with(${value}, ${start})`)),
  endswith: textual(2, (value, end) => boolean(`suffix(${value}, ${end})`)),
  substr: {
    takes: [2, 3],
    toSql: ([value, from, count]) => {
      const rest = [from, count].filter((arg) => arg !== undefined).map(asIndex)
      return text(`substr(${asText(value as Sql)}, 1 + ${rest})`)
    },
  },
}

// Insights counts characters from 0, SQL from 1.
function asIndex(value: Sql): string {
  return `CAST(${asNumber(value)} AS INTEGER)`
}

function coalesce(args: readonly Sql[]): Sql {
  const [first] = args as readonly [Sql]
  if (args.every(({ kind }) => kind === first.kind)) {
    return { sql: `coalesce(${args.map(({ sql }) => sql)})`, kind: first.kind }
  }
  return { sql: `coalesce(${args.map(asText)})`, kind: 'value' }
}
