import { requestErrors } from 'hoptrace/next'

export const onRequestError = requestErrors({ service: 'shop' })

export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { registerHoptrace } = await import('hoptrace/otel')
  const { registerLibraries } = await import('./libraries.ts')
  registerHoptrace()
  registerLibraries()
}
