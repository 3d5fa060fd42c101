import { ACCOUNT, type EventInput, REGION } from './event-input.ts'
import { bodyOf, headersOf, PATH, valuesOf } from './request.ts'

/**
 * Makes a request to a target of an Application Load Balancer.
 * @param input the headers and the body of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.alb({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function alb(input: EventInput = {}) {
  const headers = headersOf(input)
  return { ...loadBalanced(input), headers }
}

/**
 * Makes a request to a target of an Application Load Balancer with multi-value headers.
 * @param input the headers and the body of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.albMultiValue({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function albMultiValue(input: EventInput = {}) {
  return { ...loadBalanced(input), multiValueHeaders: valuesOf(headersOf(input)) }
}

function loadBalanced(input: EventInput) {
  const targetGroup = 'targetgroup/orders/50dc6c495c0c9188'
  return {
    requestContext: {
      elb: {
        targetGroupArn: `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:${targetGroup}`,
      },
    },
    httpMethod: 'GET',
    path: PATH,
    queryStringParameters: {},
    body: bodyOf(input) ?? '',
    isBase64Encoded: false,
  }
}
