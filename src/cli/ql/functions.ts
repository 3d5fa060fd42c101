import { asNumber, asText, boolean, number, type Sql, text } from './sql.ts'

/** A function of the values of one row. */
interface ScalarFunction {
  /** The least and the greatest number of arguments. */
  readonly arity: readonly [min: number, max: number]
  readonly toSql: (args: readonly Sql[]) => Sql
}

/** A function of numbers, by its name in SQL. */
function numeric(name: string, min: number, max: number = min): ScalarFunction {
  return { arity: [min, max], toSql: (args) => number(`${name}(${args.map(asNumber)})`) }
}

/** A function of texts. */
function textual(min: number, toSql: (...args: string[]) => Sql, max = min): ScalarFunction {
  return { arity: [min, max], toSql: (args) => toSql(...args.map(asText)) }
}

const MAX_ARGUMENTS = 100

/** The functions of Logs Insights that are supported over files, by their names in lower case. */
export const FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  abs: numeric('abs', 1),
  ceil: numeric('ceil', 1),
  floor: numeric('floor', 1),
  greatest: numeric('greatest', 1, MAX_ARGUMENTS),
  least: numeric('least', 1, MAX_ARGUMENTS),
  log: numeric('ln', 1),
  sqrt: numeric('sqrt', 1),
  round: {
    arity: [1, 2],
    toSql: ([value, digits]) => {
      const places = digits === undefined ? 0 : `CAST(${asNumber(digits)} AS INTEGER)`
      return number(`round(${asNumber(value as Sql)}, ${places})`)
    },
  },
  tomillis: { arity: [1, 1], toSql: ([time]) => number(asNumber(time as Sql)) },
  frommillis: { arity: [1, 1], toSql: ([ms]) => ({ sql: asNumber(ms as Sql), kind: 'time' }) },
  ispresent: { arity: [1, 1], toSql: ([value]) => boolean(`(${value?.sql} IS NOT NULL)`) },
  coalesce: { arity: [1, MAX_ARGUMENTS], toSql: coalesce },
  isempty: textual(1, (value) => boolean(`(${value} IS NULL OR ${value} = '')`)),
  isblank: textual(1, (value) => boolean(`(${value} IS NULL OR trim(${value}) = '')`)),
  concat: textual(1, (...values) => text(`concat(${values})`), MAX_ARGUMENTS),
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
    arity: [2, 3],
    toSql: ([value, from, count]) => {
      const rest = [from, count].filter((arg) => arg !== undefined).map(asIndex)
      return text(`substr(${asText(value as Sql)}, 1 + ${rest})`)
    },
  },
}

// Logs Insights counts characters from 0, SQL from 1.
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
