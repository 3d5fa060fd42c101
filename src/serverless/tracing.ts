import { xrayStatement } from '../cloudformation/index.ts'
import { deployedResources, findResource } from './deployed-resources.ts'
import { regionalFunctions } from './description.ts'
import type { Reporter, Service } from './framework.ts'
import { allowTracing } from './roles.ts'

const FUNCTION = 'AWS::Lambda::Function'
const PERMISSIONS = xrayStatement.Action.join(' and ')

/**
 * Turns on X-Ray for the functions for which serverless.yml doesn't say whether they are traced. Those
 * that it leaves without X-Ray are reported.
 * @returns the keys of the functions
 */
export function turnOnTracing(service: Service, report: Reporter): ReadonlySet<string> {
  const { lambda } = service.provider.tracing ?? {}
  reportUntraced('provider.tracing.lambda', lambda, report)
  const turnedOn = new Set<string>()
  for (const [key, fn] of regionalFunctions(service)) {
    reportUntraced(`functions.${key}.tracing`, fn.tracing, report)
    if (lambda !== undefined || fn.tracing !== undefined) continue
    // The functions, since the framework has no way to exclude one from the provider's setting.
    fn.tracing = true
    turnedOn.add(key)
  }
  return turnedOn
}

function reportUntraced(name: string, value: unknown, report: Reporter): void {
  if (value !== undefined && value !== true && value !== 'Active')
    report(`${name} stays ${value}: X-Ray has no trace`)
}

/**
 * Gives the roles of traced functions the permissions to write to X-Ray. Lambda refuses to trace a
 * function whose role lacks them. Roles outside of the template are reported, and their functions are
 * only traced if serverless.yml says so.
 * @param turnedOn the keys of the functions that `turnOnTracing` returned
 */
export function permitTracing(
  service: Service,
  turnedOn: ReadonlySet<string>,
  report: Reporter,
): void {
  const template = service.provider.compiledCloudFormationTemplate.Resources
  const untraced = new Map<string, string[]>()
  for (const { key, id, role } of forbiddenFunctions(service)) {
    if (turnedOn.has(key)) {
      const { TracingConfig: _, ...Properties } = template[id]?.Properties ?? {}
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

/** Returns the traced functions whose roles can't be given the permissions. */
function forbiddenFunctions(service: Service): ForbiddenFunction[] {
  const deployed = deployedResources(service)
  return regionalFunctions(service).flatMap(([key, { name }]) => {
    const id = findResource(deployed, FUNCTION, 'FunctionName', name) ?? ''
    const { Role, TracingConfig } = deployed[id]?.Properties ?? {}
    if (Object(TracingConfig).Mode !== 'Active' || allowTracing(service, Role)) return []
    return [{ key, id, role: typeof Role === 'string' ? Role : JSON.stringify(Role) }]
  })
}
