import { xrayStatement } from '../cloudformation/index.ts'
import type { Reporter, Service } from './framework.ts'

/**
 * Reports the roles that serverless.yml names. The framework adds X-Ray's permissions only to the role
 * that it creates.
 */
export function reportRoles({ provider, functions = {} }: Service, report: Reporter): void {
  const { role } = provider.iam ?? {}
  const roles: [string, unknown][] = [
    ['provider.role', provider.role],
    ['provider.iam.role', isCreated(role) ? undefined : role],
    ...Object.entries(functions).map(([key, { role }]): [string, unknown] => [
      `functions.${key}.role`,
      role,
    ]),
  ]
  for (const [name, role] of roles) {
    if (role !== undefined) report(`${name} must allow ${xrayStatement.Action.join(' and ')}`)
  }
}

/** Whether the framework creates a role: the setting lists permissions and names no other role. */
function isCreated(role: unknown): boolean {
  const names = Object.keys(Object(role))
  return (
    typeof role !== 'string' && !names.some((name) => name === 'Ref' || name.startsWith('Fn::'))
  )
}
