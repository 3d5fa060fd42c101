import { callingWith, createClient } from '../aws-calls.ts'

/** The client as it is. */
export const handler = callingWith(createClient())
