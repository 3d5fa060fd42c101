import path from 'node:path'

const isRegistered = process.env.REGISTERED === '1'

export default {
  distDir: isRegistered ? '.next/registered' : '.next',
  serverExternalPackages: isRegistered ? ['hoptrace'] : [],
  turbopack: { root: path.resolve(import.meta.dirname, '../..') },
}
