const USUAL: readonly unknown[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** What names a request: its method, and the pattern of its path. */
interface HttpRequest {
  readonly method?: unknown
  readonly path?: unknown
}

/**
 * Returns the action of a request, such as `POST /process/{id}`. Methods other than the usual seven
 * are `OTHER`: actions are metric dimensions, and callers may send any method.
 */
export function httpAction({ method, path }: HttpRequest): string {
  const verb = !method || USUAL.includes(method) ? method : 'OTHER'
  return verb && path ? `${verb} ${path}` : `${verb || path || ''}`
}
