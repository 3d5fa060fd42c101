import path from 'node:path'
import { withSentryConfig } from '@sentry/nextjs/config'
import type { NextConfig } from 'next'

const config: NextConfig = {
  distDir: process.env.DIST_DIR ?? '.next',
  serverExternalPackages: ['@aws-sdk/client-sqs'],
  turbopack: { root: path.resolve(import.meta.dirname, '../../..') },
}

export default withSentryConfig(config, { sourcemaps: { disable: true }, telemetry: false })
