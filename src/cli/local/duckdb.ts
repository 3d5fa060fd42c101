import type { DuckDBConnection } from '@duckdb/node-api'
import { CliError } from '../cli-error.ts'

const MEMORY = '1GB'

/** Opens DuckDB in memory, runs what needs it, and closes it; an aborted `signal` stops what runs. */
export async function withDuckDb<T>(
  run: (connection: DuckDBConnection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { DuckDBInstance } = await loadDuckDb()
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY,
    autoinstall_known_extensions: 'false',
  })
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

async function loadDuckDb(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api')
  } catch (cause) {
    throw new CliError('Files are queried with DuckDB: npm install -D @duckdb/node-api', { cause })
  }
}
