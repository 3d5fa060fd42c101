import { withProxyTracing } from 'hoptrace/next'

export default withProxyTracing()
export const config = { matcher: '/x/:path*' }
