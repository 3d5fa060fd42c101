/** The members of Lambda's context object that are read. All may be missing, as in tests. */
export interface LambdaContext {
  /** Becomes the field `requestId` of each record. */
  readonly awsRequestId?: string
  /** Becomes the field `functionName`, and the `action` of events without a route. */
  readonly functionName?: string
  /** The tenant, if the function has tenant isolation. */
  readonly tenantId?: string | undefined
  /** What a synchronous invocation sent beside its payload. It may carry a trace. */
  readonly clientContext?: unknown
}
