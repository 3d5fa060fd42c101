import { traceClient } from '../../dist/aws/index.js'
import { callingWith, createClient } from '../aws-calls.ts'

/** A record of each call, written. */
export const handler = callingWith(traceClient(createClient()))
