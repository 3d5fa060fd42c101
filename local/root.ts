import path from 'node:path'

/** The root of the repository. */
export const ROOT: string = path.dirname(import.meta.dirname)
