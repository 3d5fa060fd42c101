import { traceClient } from '../../dist/aws/index.js'
import { callingWith, createClient } from '../aws-calls.ts'

/** Writes a record per call. */
export const handler = callingWith(traceClient(createClient()))
