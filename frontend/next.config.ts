import path from 'node:path'
import type { NextConfig } from 'next'

const config: NextConfig = {
  images: { unoptimized: true },
  poweredByHeader: false,
  turbopack: { root: path.dirname(import.meta.dirname) },
}

export default config
