import { createHash } from 'node:crypto'
import type { Service } from './service.ts'
import { type Resource, type Resources, withIds } from './template.ts'

const MAX_NAME_LENGTH = 32
const HASH_LENGTH = 8

/**
 * Returns X-Ray's sampling rules for the callers that `sampling.services` names. API Gateway's REST APIs,
 * AppSync, Step Functions and servers with X-Ray's SDK ask the rules. If an invocation arrives without a
 * sampling decision, Lambda applies its own rule; these do not affect it.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-configuring-xray-sampling-rules.html
 */
export function samplingRules(service: Service): Resources {
  const names = [...new Set(service.sampling.services)]
  return withIds(
    'HoptraceSamplingRule',
    names.map((name) => [name, samplingRule(service, name)]),
  )
}

function samplingRule(service: Service, serviceName: string): Resource {
  const { priority, rate, perSecond } = service.sampling
  return {
    Type: 'AWS::XRay::SamplingRule',
    Properties: {
      SamplingRule: {
        Version: 1,
        RuleName: ruleName(service, serviceName),
        Priority: priority,
        FixedRate: rate,
        ReservoirSize: perSecond,
        ServiceName: serviceName,
        ServiceType: '*',
        Host: '*',
        HTTPMethod: '*',
        URLPath: '*',
        ResourceARN: '*',
      },
    },
  }
}

/** Names are unique in a region: the hash keeps those apart that are cut to the same beginning. */
function ruleName({ name, service, stage }: Service, serviceName: string): string {
  const hash = createHash('sha256').update(JSON.stringify([service, stage, serviceName]))
  const end = `-${hash.digest('hex').slice(0, HASH_LENGTH)}`
  return name.slice(0, MAX_NAME_LENGTH - end.length) + end
}
