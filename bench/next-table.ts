import {
  NEXT_ROUTES,
  type NextLives,
  type NextRoute,
  type NextServerLife,
  UNTRACED,
  WRAPPED,
} from './next-life.ts'
import { median } from './quantile.ts'
import { table } from './table.ts'

/** Milliseconds of a first request above that of an unwrapped route. */
const FIRST_GOAL = 3
/** The processor time of a wrapped route, as a multiple of an unwrapped one's. */
const STEADY_GOAL = 1.1

/** What the routes of a Next.js server use. */
export function nextTable(lives: NextLives): string {
  const rows = NEXT_ROUTES.map((route) => [
    route.title,
    above(lives, route, 'first').toFixed(1),
    above(lives, route, 'thousand').toFixed(0),
    of(lives, route, 'steady').toFixed(0),
    ratio(lives, route).toFixed(2),
    of(lives, route, 'throughput').toFixed(0),
    of(lives, route, 'resident').toFixed(0),
  ])
  const head = [
    'first request, ms',
    'first 1,000, ms',
    'later, µs',
    'later, ratio',
    'per second',
    'MB',
  ]
  return table(['', ...head], rows)
}

/** What a wrapped route may use. */
export function nextGoalTable(lives: NextLives): string {
  return table(
    ['', 'measured', 'goal at most'],
    [
      [
        'first request above an unwrapped one, ms',
        above(lives, WRAPPED, 'first').toFixed(1),
        String(FIRST_GOAL),
      ],
      ['later, wrapped / unwrapped', ratio(lives, WRAPPED).toFixed(2), String(STEADY_GOAL)],
    ],
  )
}

function of(lives: NextLives, route: NextRoute, value: keyof NextServerLife): number {
  return median((lives.get(route) ?? []).map((life) => life[value]))
}

/** Each server is compared with the one of the unwrapped route that ran beside it. */
function compare(
  lives: NextLives,
  route: NextRoute,
  by: (own: NextServerLife, base: NextServerLife) => number,
): number {
  const bases = lives.get(UNTRACED) ?? []
  const own = lives.get(route) ?? []
  return median(own.flatMap((life, at) => (bases[at] === undefined ? [] : by(life, bases[at]))))
}

function above(lives: NextLives, route: NextRoute, value: 'first' | 'thousand'): number {
  return compare(lives, route, (own, base) => own[value] - base[value])
}

function ratio(lives: NextLives, route: NextRoute): number {
  return compare(lives, route, (own, base) => own.steady / base.steady)
}
