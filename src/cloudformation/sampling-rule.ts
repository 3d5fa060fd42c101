import type { Service } from './service.ts'
import type { Resources } from './template.ts'

const MAX_NAME_LENGTH = 32

/**
 * Returns X-Ray's sampling rule for requests to a service. API Gateway's REST APIs, AppSync, Step
 * Functions and servers with X-Ray's SDK ask the rules. If an invocation arrives without a sampling decision, Lambda
 * applies its own rule; this one does not affect it.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export function samplingRule({ name, service, sampling }: Service): Resources {
  return {
    HoptraceSamplingRule: {
      Type: 'AWS::XRay::SamplingRule',
      Properties: {
        SamplingRule: {
          Version: 1,
          // The end of the name has the stage.
          RuleName: name.slice(-MAX_NAME_LENGTH),
          Priority: sampling.priority,
          FixedRate: sampling.rate,
          ReservoirSize: sampling.perSecond,
          ServiceName: `*${service}*`,
          ServiceType: '*',
          Host: '*',
          HTTPMethod: '*',
          URLPath: '*',
          ResourceARN: '*',
        },
      },
    },
  }
}
