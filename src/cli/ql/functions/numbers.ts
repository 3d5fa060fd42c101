import { asNumber, boolean } from '../sql.ts'
import { type Functions, MAX_ARGUMENTS, ofNumbers, ofValues } from './function.ts'

const EARTH_RADIUS_KM = 6371
const MAX_INT = 2 ** 31

/** Functions of numbers. */
export const NUMBERS: Functions = {
  abs: ofNumbers((value) => `abs(${value})`, 1),
  ceil: ofNumbers((value) => `ceil(${value})`, 1),
  floor: ofNumbers((value) => `floor(${value})`, 1),
  greatest: ofNumbers((...values) => `greatest(${values})`, 1, MAX_ARGUMENTS),
  least: ofNumbers((...values) => `least(${values})`, 1, MAX_ARGUMENTS),
  log: ofNumbers((value) => `TRY(ln(${value}))`, 1),
  sqrt: ofNumbers((value) => `TRY(sqrt(${value}))`, 1),
  round: ofNumbers((value, digits) => `round(${value}, ${digits ? integer(digits) : 0})`, 1, 2),
  haversine: ofNumbers(haversine, 4),
  tonumber: ofNumbers((value) => value, 1),
  todouble: ofNumbers((value) => value, 1),
  tolong: ofNumbers((value) => `trunc(${value})`, 1),
  toint: ofNumbers(
    (value) => `(CASE WHEN abs(trunc(${value})) < ${MAX_INT} THEN trunc(${value}) END)`,
    1,
  ),
  isnumeric: ofValues(([value]) => boolean(`(${value && asNumber(value)} IS NOT NULL)`), 1),
}

/** Returns SQL for the whole part of a number. */
export function integer(sql: string): string {
  return `TRY_CAST(${sql} AS INTEGER)`
}

function haversine(...degrees: string[]): string {
  const [lat1, lon1, lat2, lon2] = degrees.map((degree) => `radians(${degree})`)
  const latitudes = `pow(sin((${lat2} - ${lat1}) / 2), 2)`
  const longitudes = `cos(${lat1}) * cos(${lat2}) * pow(sin((${lon2} - ${lon1}) / 2), 2)`
  return `(2 * ${EARTH_RADIUS_KM} * asin(least(1, sqrt(${latitudes} + ${longitudes}))))`
}
