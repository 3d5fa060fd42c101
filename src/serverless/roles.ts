import { xrayStatement } from '../cloudformation/index.ts'
import type { Service } from './framework.ts'
import type { Report } from './settings.ts'

/** The framework lets the role that it makes write to X-Ray; roles that are made elsewhere are reported. */
export function reportRoles({ provider, functions = {} }: Service, report: Report): void {
  const roles: [string, unknown][] = [
    ['provider.role', provider.role],
    ['provider.iam.role', isMadeHere(provider.iam?.role) ? undefined : provider.iam?.role],
    ...Object.entries(functions).map(([key, { role }]): [string, unknown] => [
      `functions.${key}.role`,
      role,
    ]),
  ]
  for (const [name, role] of roles) {
    if (role !== undefined) report(`${name} must allow ${xrayStatement.Action.join(' and ')}`)
  }
}

/** As an object that says what the role may, and doesn't name another. */
function isMadeHere(role: unknown): boolean {
  const names = Object.keys(Object(role))
  return (
    typeof role !== 'string' && !names.some((name) => name === 'Ref' || name.startsWith('Fn::'))
  )
}
