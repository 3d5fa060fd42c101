import type { Service } from './service.ts'
import type { Resources } from './template.ts'

const LONGEST_NAME = 32

/**
 * X-Ray's rule for requests to the service. API Gateway's REST APIs, AppSync and servers with X-Ray's
 * SDK ask it; a function that is called without a decision records by Lambda's own fixed rule.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export function samplingRule({ name, service, sampling }: Service): Resources {
  return {
    HoptraceSamplingRule: {
      Type: 'AWS::XRay::SamplingRule',
      Properties: {
        SamplingRule: {
          Version: 1,
          // The end has the stage.
          RuleName: name.slice(-LONGEST_NAME),
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

/** What a function's role needs for X-Ray. It knows no resources. */
export const xrayStatement = {
  Effect: 'Allow',
  Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  Resource: '*',
} as const

/** What X-Ray's SDK is told in a function: a call outside of a trace is an error line, not an exception. */
export const xrayEnvironment: Readonly<Record<string, string>> = {
  AWS_XRAY_TRACING_ENABLED: 'true',
  AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
}
