/** Loads hoptrace when the server starts, if that is measured. */
export async function register(): Promise<void> {
  if (process.env.REGISTERED !== '1') return
  const hoptrace = await import('hoptrace/next')
  await hoptrace.register()
}
