import { beginOf } from '../src/cli/trace/step-times.ts'
import { buildTrees, flatten, type Step, stepName } from '../src/cli/trace/tree.ts'
import type { RequestRecord } from '../src/lines/record.ts'

/** A request, hop or call of a trace, without data of users, to show to anybody. */
export interface TimedStep {
  readonly id: string
  readonly name: string
  readonly service: string
  readonly layer: string
  /** Milliseconds since the trace began. */
  readonly start: number
  /** Milliseconds. */
  readonly duration: number
  readonly result: string
  /** The code of the error. */
  readonly code?: string
  readonly steps: readonly TimedStep[]
}

/** A user, whose requests a timeline is of. */
export interface Owner {
  readonly userId: string
  readonly tenantId: string
}

/**
 * Returns the steps of a trace with their times.
 * @param owner whose requests are returned. Anybody may send requests under any trace id, below the
 * steps of others too. Default: all requests
 */
export function timelineOf(records: readonly RequestRecord[], owner?: Owner): TimedStep[] {
  const all = buildTrees(records)
  const trees = owner === undefined ? all : all.flatMap((tree) => ownedIn(tree, owner))
  const begin = Math.min(...flatten(trees).map(({ record }) => beginOf(record)))
  return trees.map((tree) => timed(tree, begin))
}

/** Returns the topmost steps of a user, without those of others in them. */
function ownedIn(tree: Step, owner: Owner): Step[] {
  const { userId, tenantId } = tree.record
  const isOwned = userId === owner.userId && tenantId === owner.tenantId
  return isOwned
    ? [withoutOthers(tree, owner)]
    : tree.children.flatMap((child) => ownedIn(child, owner))
}

function withoutOthers({ record, children }: Step, owner: Owner): Step {
  const own = children.filter((child) => isOwn(child.record, owner))
  return { record, children: own.map((child) => withoutOthers(child, owner)) }
}

/** Whether a step within a user's step is theirs. Hops and calls name nobody until the token is verified. */
function isOwn({ phase, userId, tenantId }: RequestRecord, owner: Owner): boolean {
  // A request that ends without a tenant is a stranger's. The credits service knows no user.
  const isNameless = tenantId === undefined && phase !== 'complete'
  return (userId ?? owner.userId) === owner.userId && (isNameless || tenantId === owner.tenantId)
}

function timed({ record, children }: Step, begin: number): TimedStep {
  const { spanId, service, layer, duration = 0, result = '', error } = record
  return {
    id: spanId,
    name: stepName(record),
    service,
    layer,
    start: beginOf(record) - begin,
    duration,
    result,
    ...(error && { code: error.code }),
    steps: children.map((child) => timed(child, begin)),
  }
}
