import path from 'node:path'
import type { NextConfig } from 'next'

const config: NextConfig = {
  distDir: process.env.DIST_DIR ?? '.next',
  experimental: { serverSourceMaps: true },
  turbopack: {
    root: process.env.PACKAGE_ROOT ?? path.resolve(import.meta.dirname, '../../../../..'),
  },
}

export default config
