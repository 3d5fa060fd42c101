import { withProxyTracing } from 'hoptrace/next'

/** Puts a trace id on every answer of this site, also on those that no route makes. */
export default withProxyTracing()

/** All but the files that browsers keep: they would keep an id with them. */
export const config = { matcher: '/((?!_next/static/|icon\\.svg$).*)' }
