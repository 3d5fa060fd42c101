/** Why the local system can't run: one line that says what is wrong and what to do about it. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
}
