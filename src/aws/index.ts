export { traceClient } from './client.ts'
export type { SdkClient, TraceClientOptions } from './options.ts'
