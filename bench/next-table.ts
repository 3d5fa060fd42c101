import {
  NEXT_ROUTES,
  type NextLives,
  type NextRound,
  type NextRoute,
  type NextStart,
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
    median(roundsOf(lives, route).map(({ spent }) => spent)).toFixed(0),
    ratio(lives, route).toFixed(2),
    median(roundsOf(lives, route).map(({ perSecond }) => perSecond)).toFixed(0),
    median(startsOf(lives, route).map(({ resident }) => resident)).toFixed(0),
  ])
  const head = [
    'first request, ms',
    'first 1,000, ms',
    'later, µs',
    'later, ratio',
    'per second',
    'MB after 1,000',
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

function startsOf(lives: NextLives, route: NextRoute): readonly NextStart[] {
  return lives.get(route)?.starts ?? []
}

function roundsOf(lives: NextLives, route: NextRoute): readonly NextRound[] {
  return lives.get(route)?.rounds ?? []
}

/** Each server is compared with the one of the unwrapped route that was started beside it. */
function above(lives: NextLives, route: NextRoute, value: 'first' | 'thousand'): number {
  const bases = startsOf(lives, UNTRACED)
  return median(
    startsOf(lives, route).map((start, at) => start[value] - (bases[at]?.[value] ?? Number.NaN)),
  )
}

/** Each round is compared with the same one of the unwrapped route in the same server. */
function ratio(lives: NextLives, route: NextRoute): number {
  const base = NEXT_ROUTES.find(
    ({ path, isRegistered }) => path === UNTRACED.path && isRegistered === route.isRegistered,
  )
  const bases = roundsOf(lives, base ?? UNTRACED)
  return median(
    roundsOf(lives, route).map(({ spent }, at) => spent / (bases[at]?.spent ?? Number.NaN)),
  )
}
