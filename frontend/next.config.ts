import path from 'node:path'
import type { NextConfig } from 'next'

/** For every response. The proxy adds the Content-Security-Policy. */
const SECURITY_HEADERS = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  // For browsers that don't know `frame-ancestors` of the policy.
  { key: 'X-Frame-Options', value: 'DENY' },
]

const config: NextConfig = {
  headers: async () => [{ source: '/:path*', headers: SECURITY_HEADERS }],
  images: { unoptimized: true },
  poweredByHeader: false,
  turbopack: { root: path.dirname(import.meta.dirname) },
}

export default config
