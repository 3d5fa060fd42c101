import { callingWith, createClient } from '../aws-calls.ts'

/** The client without tracing. */
export const handler = callingWith(createClient())
