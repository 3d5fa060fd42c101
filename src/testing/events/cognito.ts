import { type EventInput, REGION } from './event-input.ts'

/**
 * Makes the pre sign-up event of a Cognito user pool. The headers are client metadata.
 * @param input the headers; there is no body
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.cognito({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function cognito({ headers }: EventInput = {}) {
  return {
    version: '1',
    triggerSource: 'PreSignUp_SignUp' as const,
    region: REGION,
    userPoolId: `${REGION}_AbCdEfGhI`,
    userName: 'a3f1c2d4-0000-4000-8000-000000000017',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
    request: {
      userAttributes: { sub: 'a3f1c2d4-0000-4000-8000-000000000017' } as Record<string, string>,
      validationData: {},
      ...(headers && { clientMetadata: { ...headers } }),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  }
}

/**
 * Makes the pre authentication event of a Cognito user pool. The headers are validation data: the
 * client metadata of a sign-in.
 * @param input the headers; there is no body
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.cognitoSignIn({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function cognitoSignIn({ headers }: EventInput = {}) {
  const { request, ...event } = cognito()
  return {
    ...event,
    triggerSource: 'PreAuthentication_Authentication' as const,
    request: { userAttributes: request.userAttributes, validationData: { ...headers } },
    response: {},
  }
}
