import { forwarder } from './forwarder.ts'

/** The handler of the function that templates contain. Its options are environment variables. */
export const handler: ReturnType<typeof forwarder> = forwarder()
