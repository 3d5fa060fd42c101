import { type Resources, xrayStatement } from '../../cloudformation/index.ts'
import { allowsXray, roleOf, xrayPolicy } from '../../cloudformation/xray-permission.ts'
import type { Additions, Edit } from './edit.ts'
import type { TemplateFunction } from './template-function.ts'

const PERMISSIONS = xrayStatement.Action.join(' and ')

/**
 * Turns on X-Ray for functions that don't say whether they are traced, and gives their roles the
 * permission. Lambda refuses to trace a function whose role lacks it: with a role outside of the template,
 * tracing stays off.
 */
export function traceFunctions(
  functions: readonly TemplateFunction[],
  resources: Resources,
): Additions {
  const traced = functions.map((fn) => traceFunction(fn, resources))
  // Functions that share a role permit it once.
  const edits = traced.flatMap((one) => one.edits).map((edit) => [edit.path.join(), edit] as const)
  return { edits: [...new Map(edits).values()], notes: traced.flatMap(({ notes }) => notes) }
}

function traceFunction(fn: TemplateFunction, resources: Resources): Additions {
  const { path, mode, active } = tracingOf(fn)
  if (mode !== undefined && mode !== 'Active') {
    const name = path.slice(1).join('.')
    return { edits: [], notes: [`${name} stays ${JSON.stringify(mode)}: X-Ray has no trace`] }
  }
  const permission = permissionFor(fn, resources)
  if (permission === undefined) {
    const state = mode === 'Active' ? 'is traced' : 'is not traced'
    return { edits: [], notes: [`${fn.id} ${state}: its role must allow ${PERMISSIONS}`] }
  }
  const edits = mode === undefined ? [...permission, { path, value: active }] : permission
  return { edits, notes: [] }
}

interface Tracing {
  readonly path: readonly string[]
  readonly mode: unknown
  /** The value that turns tracing on. */
  readonly active: unknown
}

function tracingOf({ id, isSam, properties }: TemplateFunction): Tracing {
  const path = ['Resources', id, 'Properties']
  if (isSam) return { path: [...path, 'Tracing'], mode: properties.Tracing, active: 'Active' }
  const { TracingConfig } = properties as { TracingConfig?: { Mode?: unknown } }
  const active = { Mode: 'Active' }
  return { path: [...path, 'TracingConfig'], mode: TracingConfig?.Mode, active }
}

/**
 * Returns the edits that permit a function to write to X-Ray, or `undefined` if its role is not part of
 * the template. SAM gives the permission to the roles that it makes.
 */
function permissionFor(
  { isSam, properties: { Role } }: TemplateFunction,
  resources: Resources,
): Edit[] | undefined {
  if (isSam && Role === undefined) return []
  const id = roleOf(Role, resources)
  const role = id === undefined ? undefined : resources[id]
  if (id === undefined || role === undefined) return undefined
  if (allowsXray(role, resources)) return []
  const path = ['Resources', id, 'Properties', 'Policies']
  const { Policies } = role.Properties ?? {}
  if (Policies === undefined) return [{ path, value: [xrayPolicy] }]
  if (!Array.isArray(Policies)) return undefined
  return [{ path: [...path, String(Policies.length)], value: xrayPolicy }]
}
