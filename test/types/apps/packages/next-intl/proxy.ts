import { withProxyTracing } from 'hoptrace/next'
import createMiddleware from 'next-intl/middleware'
import { defineRouting } from 'next-intl/routing'

const routing = defineRouting({ locales: ['en', 'de'], defaultLocale: 'en' })
const handleI18n = createMiddleware(routing)

export const proxy = withProxyTracing(handleI18n)
export default withProxyTracing((request) => handleI18n(request))
