import { LIMITS } from './limits.ts'
import type { Resources } from './template.ts'

const CHOICES = 'split it, or leave parts out by alarms.off, queries, dashboard or sampling'

/**
 * Returns why CloudFormation will refuse a template for its size.
 * @param template the whole template
 * @returns a sentence for each limit that is passed
 *
 * @example
 * import { serviceResources, templateProblems } from 'hoptrace/cloudformation'
 *
 * const Resources = serviceResources({ service: 'shop', functions: { orders: {} } })
 *
 * for (const problem of templateProblems({ Resources })) console.warn(problem)
 */
export function templateProblems(template: { readonly Resources: Resources }): string[] {
  const ids = Object.keys(template.Resources)
  const own = ids.filter((id) => id.startsWith('Hoptrace')).length
  const bytes = new TextEncoder().encode(JSON.stringify(template)).length
  const problems: string[] = []
  if (ids.length > LIMITS.resources)
    problems.push(
      `the stack has ${ids.length} resources, ${own} of them hoptrace's, and CloudFormation takes ${LIMITS.resources}: ${CHOICES}`,
    )
  if (bytes > LIMITS.templateBytes)
    problems.push(
      `the template has ${bytes} bytes, and CloudFormation takes ${LIMITS.templateBytes}: ${CHOICES}`,
    )
  return problems
}
