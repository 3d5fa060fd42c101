import path from 'node:path'
import type { NextConfig } from 'next'

const config: NextConfig = {
  serverExternalPackages: ['@libsql/client', '@prisma/adapter-libsql'],
  turbopack: { root: path.resolve(import.meta.dirname, '../..') },
}

export default config
