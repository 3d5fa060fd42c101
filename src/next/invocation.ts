import { worker } from '../core/lambda/worker.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import { ticks } from '../core/platform/clock.ts'
import { environment } from '../core/platform/environment.ts'
import { serverRequest } from './server-request.ts'

/**
 * Returns the context of the running invocation: Lambda's own if `hoptrace/opennext` hands it on, else
 * one with what the environment and the runtime client tell. Returns `undefined` outside of Lambda.
 * @param lambdaTimeoutMs the function's timeout, if Lambda's own context is hidden
 */
export function runningInvocation(lambdaTimeoutMs: number | undefined): unknown {
  const known = worker.contexts?.getStore()
  const functionName = environment('AWS_LAMBDA_FUNCTION_NAME')
  if (known !== undefined || functionName === undefined) return known
  const requestId = invokeStoreField('getRequestId')
  const startedAt = serverRequest()?.startedAt ?? ticks()
  return {
    // Outside of an invocation, the store answers `-`.
    awsRequestId: requestId === '-' ? undefined : requestId,
    functionName,
    memoryLimitInMB: environment('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    xRayTraceId: invokeStoreField('getXRayTraceId'),
    getRemainingTimeInMillis:
      lambdaTimeoutMs && ((): number => startedAt + lambdaTimeoutMs - ticks()),
  }
}

/**
 * Returns a text that Lambda's runtime client keeps about the running invocation.
 * @see https://github.com/awslabs/aws-lambda-invoke-store
 */
export function invokeStoreField(
  getter: 'getRequestId' | 'getXRayTraceId' | 'getTraceparent' | 'getTracestate',
): unknown {
  const store = safeGet(safeGet(globalThis, 'awslambda'), 'InvokeStore')
  const get = safeGet(store, getter)
  return typeof get === 'function' ? guard(() => get.call(store)) : undefined
}
