import { xrayStatement } from '../cloudformation/index.ts'
import { deployedResources, findResource } from './deployed-resources.ts'
import { regionalFunctions } from './description.ts'
import type { Reporter, Service } from './framework.ts'
import { allowTracing, hasForeignRole } from './roles.ts'

const FUNCTION = 'AWS::Lambda::Function'
const PERMISSIONS = xrayStatement.Action.join(' and ')

/** Functions for which serverless.yml doesn't say whether they are traced, by their keys. */
export interface Choices {
  /** Those that the plugin traces. */
  readonly turnedOn: ReadonlySet<string>
  /** Those that it doesn't trace, since their roles are not part of the stack. */
  readonly foreign: ReadonlySet<string>
}

/**
 * Turns on X-Ray for the functions for which serverless.yml doesn't say whether they are traced. Those
 * that it leaves without X-Ray are reported. The framework names versions by a hash over this setting: a
 * function whose setting changes afterwards would get no new version when it is traced.
 */
export function turnOnTracing(service: Service, report: Reporter): Choices {
  const { lambda } = service.provider.tracing ?? {}
  reportUntraced('provider.tracing.lambda', lambda, report)
  const turnedOn = new Set<string>()
  const foreign = new Set<string>()
  for (const [key, fn] of regionalFunctions(service)) {
    reportUntraced(`functions.${key}.tracing`, fn.tracing, report)
    if (lambda !== undefined || fn.tracing !== undefined) continue
    if (hasForeignRole(service, fn)) {
      foreign.add(key)
      continue
    }
    // The functions, since the framework has no way to exclude one from the provider's setting.
    fn.tracing = true
    turnedOn.add(key)
  }
  return { turnedOn, foreign }
}

function reportUntraced(name: string, value: unknown, report: Reporter): void {
  if (value !== undefined && value !== true && value !== 'Active')
    report(`${name} stays ${value}: X-Ray has no trace`)
}

/**
 * Gives the roles of traced functions the permissions to write to X-Ray. Lambda refuses to trace a
 * function whose role lacks them. Roles outside of the template are reported, and their functions are
 * only traced if serverless.yml says so.
 * @param choices what `turnOnTracing` returned
 */
export function permitTracing(
  service: Service,
  { turnedOn, foreign }: Choices,
  report: Reporter,
): void {
  const template = service.provider.compiledCloudFormationTemplate.Resources
  const untraced = new Map<string, string[]>()
  for (const { key, id, role } of forbiddenFunctions(service, foreign)) {
    if (turnedOn.has(key) || foreign.has(key)) {
      const { TracingConfig, ...Properties } = template[id]?.Properties ?? {}
      if (TracingConfig !== undefined)
        template[id] = { Type: FUNCTION, ...template[id], Properties }
      untraced.set(role, [...(untraced.get(role) ?? []), `functions.${key}`])
    } else {
      report(`functions.${key} is traced, so its role ${role} must allow ${PERMISSIONS}`)
    }
  }
  for (const [role, functions] of untraced) {
    const remedy = `allow it ${PERMISSIONS}, then set tracing: Active for these functions`
    report(
      `X-Ray has no trace of ${functions.join(', ')}: the role ${role} is not part of the stack. To change that, ${remedy}`,
    )
  }
}

interface ForbiddenFunction {
  readonly key: string
  /** The logical id. */
  readonly id: string
  readonly role: string
}

/** Returns the functions whose roles can't be given the permissions: traced ones, and these keys. */
function forbiddenFunctions(service: Service, keys: ReadonlySet<string>): ForbiddenFunction[] {
  const deployed = deployedResources(service)
  return regionalFunctions(service).flatMap(([key, { name }]) => {
    const id = findResource(deployed, FUNCTION, 'FunctionName', name) ?? ''
    const { Role, TracingConfig } = deployed[id]?.Properties ?? {}
    const isTraced = Object(TracingConfig).Mode === 'Active'
    if (!keys.has(key) && (!isTraced || allowTracing(service, Role))) return []
    return [{ key, id, role: typeof Role === 'string' ? Role : JSON.stringify(Role) }]
  })
}
