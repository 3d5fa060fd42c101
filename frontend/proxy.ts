import { withProxyTracing } from 'hoptrace/next'

/** Puts a trace id on every response of this site, including those that no route makes. */
export default withProxyTracing()

/** All paths except files that browsers cache: they would cache the trace id with them. */
export const config = { matcher: '/((?!_next/static/|icon\\.svg$).*)' }
