import { REGION, type Sent } from './sent.ts'

/** A Cognito user pool's trigger before somebody signs up; the headers are client metadata. */
export function cognito({ headers }: Sent = {}) {
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
