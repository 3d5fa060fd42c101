import path from 'node:path'
import type { NextConfig } from 'next'

const config: NextConfig = {
  cacheComponents: true,
  distDir: process.env.DIST_DIR ?? '.next',
  serverExternalPackages: process.env.EXTERNAL?.split(',') ?? [],
  turbopack: {
    root: process.env.PACKAGE_ROOT ?? path.resolve(import.meta.dirname, '../../../../..'),
  },
}

export default config
