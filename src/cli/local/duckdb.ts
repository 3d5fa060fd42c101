import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { loadPeer } from '../load-peer.ts'
import { createSpillFolder } from './spill-folder.ts'

const MEMORY_LIMIT = '1GB'

/** Runs a function with a DuckDB in memory, and closes it. Aborting `signal` stops the query. */
export async function withDuckDb<T>(
  run: (connection: DuckDBConnection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { DuckDBInstance } = await loadDuckDb()
  const spill = createSpillFolder(signal)
  try {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: MEMORY_LIMIT,
      temp_directory: spill.path,
      autoinstall_known_extensions: 'false',
    })
    return await runIn(instance, run, signal)
  } finally {
    spill.remove()
  }
}

async function runIn<T>(
  instance: DuckDBInstance,
  run: (connection: DuckDBConnection) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  try {
    const connection = await instance.connect()
    const interrupt = (): void => connection.interrupt()
    signal?.addEventListener('abort', interrupt)
    try {
      return await run(connection)
    } finally {
      signal?.removeEventListener('abort', interrupt)
      connection.closeSync()
    }
  } finally {
    instance.closeSync()
  }
}

/** Loads DuckDB. */
export function loadDuckDb(): Promise<typeof import('@duckdb/node-api')> {
  const peer = { name: '@duckdb/node-api', need: 'Queries over files need DuckDB' }
  return loadPeer(peer, () => import('@duckdb/node-api'))
}
