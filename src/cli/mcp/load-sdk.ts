import { loadPeer } from '../load-peer.ts'

const NAME = '@modelcontextprotocol/server'
const NEED = 'hoptrace mcp needs the SDK of the Model Context Protocol'

/** The server of the SDK, and its transport. */
export type McpSdk = typeof import('@modelcontextprotocol/server') &
  typeof import('@modelcontextprotocol/server/stdio')

/** Loads the SDK of the Model Context Protocol. */
export async function loadMcpSdk(): Promise<McpSdk> {
  const server = await loadPeer(
    { name: NAME, need: NEED },
    () => import('@modelcontextprotocol/server'),
  )
  const stdio = await loadPeer(
    { name: NAME, entry: `${NAME}/stdio`, need: NEED },
    () => import('@modelcontextprotocol/server/stdio'),
  )
  return { ...server, ...stdio }
}
