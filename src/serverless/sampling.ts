import type { Resources, ServiceDescription } from '../cloudformation/index.ts'
import { deployedResources } from './deployed-resources.ts'
import { OPTION_PREFIX } from './description.ts'
import type { Reporter, Service } from './framework.ts'

/** X-Ray's limit for the service name of a rule. */
const MAX_NAME_LENGTH = 64

/**
 * Returns the options of the sampling rules. The services are the REST APIs that are deployed, unless the
 * options name others: of what the framework deploys, only REST APIs ask X-Ray's rules under a name that
 * is known here.
 */
export function samplingOf(
  service: Service,
  sampling: ServiceDescription['sampling'],
  report: Reporter,
): NonNullable<ServiceDescription['sampling']> {
  if (sampling === false || sampling?.services !== undefined) return sampling
  const names = restApis(deployedResources(service))
  const tooLong = names.filter(({ length }) => length > MAX_NAME_LENGTH)
  for (const name of tooLong) {
    const limit = `it has ${name.length} characters, and X-Ray takes ${MAX_NAME_LENGTH}`
    report(`The REST API ${name} has no sampling rule, since its name is too long: ${limit}`)
  }
  if (sampling !== undefined && names.length === 0)
    report(`${OPTION_PREFIX}sampling has no effect without ${OPTION_PREFIX}sampling.services`)
  return { ...sampling, services: names.filter((name) => !tooLong.includes(name)) }
}

/** Returns the names by which X-Ray knows the stages of REST APIs: `<api name>/<stage>`. */
function restApis(resources: Resources): string[] {
  const names = Object.values(resources).flatMap(({ Type, Properties }) => {
    if (Type !== 'AWS::ApiGateway::Deployment' && Type !== 'AWS::ApiGateway::Stage') return []
    const api = resources[Object(Properties.RestApiId).Ref]
    const [name, stage] = [api?.Properties.Name, Properties.StageName]
    return typeof name === 'string' && typeof stage === 'string' ? [`${name}/${stage}`] : []
  })
  return [...new Set(names)]
}
