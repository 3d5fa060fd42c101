import { LIMITS } from '../cloudformation/index.ts'
import type { Reporter, Service } from './framework.ts'

const CHOICES = 'alarms.off, queries, dashboard or sampling under custom.hoptrace'

/** Reports a template that CloudFormation will refuse, with all that other plugins have added. */
export function reportLimits({ provider }: Service, report: Reporter): void {
  const template = provider.compiledCloudFormationTemplate
  const ids = Object.keys(template.Resources)
  const own = ids.filter((id) => id.startsWith('Hoptrace')).length
  const bytes = Buffer.byteLength(JSON.stringify(template))
  if (ids.length > LIMITS.resources)
    report(
      `the stack has ${ids.length} resources, ${own} of them hoptrace's, and CloudFormation takes ${LIMITS.resources}: split it, or leave parts out by ${CHOICES}`,
    )
  if (bytes > LIMITS.templateBytes)
    report(
      `the template has ${bytes} bytes, and CloudFormation takes ${LIMITS.templateBytes}: split it, or leave parts out by ${CHOICES}`,
    )
}
