import { ceilTo, floorTo } from '../period.ts'
import { QueryError } from '../query-error.ts'
import { asNumber, asText, asTime, number, numeral, type Sql, text } from '../sql.ts'
import type { FunctionCall, Functions, ScalarFunction } from './function.ts'
import { ofValues } from './function.ts'

const formatDate: ScalarFunction = ofValues(
  ([time, format, zone]) => {
    const at = `make_timestamp_ms(TRY_CAST(${time && asTime(time)} AS BIGINT))`
    const local = zone === undefined ? at : `timezone(${asText(zone)}, CAST(${at} AS TIMESTAMPTZ))`
    return text(`strftime(${local}, ${format && asText(format)})`)
  },
  2,
  3,
)

/** Functions of times. */
export const TIMES: Functions = {
  bin: { arity: [1, 1], toSql: translateDate },
  datefloor: { arity: [2, 2], toSql: translateDate },
  dateceil: { arity: [2, 2], toSql: (call) => translateDate(call, ceilTo) },
  tomillis: ofValues(([time]) => number(time ? asTime(time) : 'NULL'), 1),
  frommillis: ofValues(([ms]) => ({ sql: ms ? asNumber(ms) : 'NULL', kind: 'time' }), 1),
  now: {
    arity: [0, 0],
    toSql: ({ scope }) => number(numeral(Math.floor(scope.now / 1000))),
  },
  parsedate: ofValues(
    (args) => number(`ql_parsedate(${[...args.map(asText), "'UTC'"].slice(0, 3)})`),
    2,
    3,
  ),
  formatdate: formatDate,
  strftime: formatDate,
  querystarttime: { arity: [0, 0], toSql: ({ scope }) => bound(scope.range.since) },
  queryendtime: { arity: [0, 0], toSql: ({ scope }) => bound(scope.range.until ?? scope.now) },
  querytimerange: {
    arity: [0, 0],
    toSql: ({ scope: { range, now } }) =>
      bound(range.since === undefined ? undefined : (range.until ?? now) - range.since),
  },
}

/** A file without `--since` has no first time. */
function bound(ms: number | undefined): Sql {
  return number(ms === undefined ? 'CAST(NULL AS DOUBLE)' : numeral(ms))
}

function translateDate({ args, at, scope, toSql }: FunctionCall, round = floorTo): Sql {
  const period = args.at(-1)
  const isBin = args.length === 1
  if (period?.kind !== 'period') {
    const form = isBin ? 'bin takes a period' : 'The second argument is a period'
    throw new QueryError(`${form} such as 5m`, { at })
  }
  const [first] = args
  const time = isBin || first === undefined ? scope.time(at) : asTime(toSql(first))
  return { sql: round(period, time), kind: 'time' }
}
