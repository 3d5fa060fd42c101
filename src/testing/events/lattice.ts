import { ACCOUNT, type EventInput, REGION } from './event-input.ts'
import { bodyOf, headersOf, PATH, valuesOf } from './request.ts'

/**
 * Makes a request of VPC Lattice (payload 2.0).
 * @param input the headers and the body of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.lattice({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function lattice(input: EventInput = {}) {
  const arn = `arn:aws:vpc-lattice:${REGION}:${ACCOUNT}`
  return {
    version: '2.0',
    path: PATH,
    method: 'GET',
    headers: valuesOf(headersOf(input)),
    queryStringParameters: {},
    requestContext: {
      serviceNetworkArn: `${arn}:servicenetwork/sn-0bf3f2882e9cc805a`,
      serviceArn: `${arn}:service/svc-0a40eebed65f8d69c`,
      targetGroupArn: `${arn}:targetgroup/tg-6d0ecf831eec9f09`,
      identity: { sourceVpcArn: `arn:aws:ec2:${REGION}:${ACCOUNT}:vpc/vpc-0b8276c84697e7339` },
      region: REGION,
      timeEpoch: '1795357800000000',
    },
    body: bodyOf(input) ?? '',
    isBase64Encoded: false,
  }
}

/**
 * Makes a request of VPC Lattice (payload 1.0).
 * @param input the headers and the body of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.latticeV1({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function latticeV1(input: EventInput = {}) {
  return {
    raw_path: PATH,
    method: 'GET',
    headers: headersOf(input),
    query_string_parameters: {},
    body: bodyOf(input) ?? '',
    is_base64_encoded: false,
  }
}
