/** Why the local system can't run. The user sees the message without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
