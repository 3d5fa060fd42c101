import { isDevelopment } from '../environment.ts'

/** Returns a policy for one response, whose own scripts and styles have the nonce. */
export function contentSecurityPolicy(nonce: string): string {
  const isOpen = isDevelopment()
  const directives = {
    'default-src': "'self'",
    // Scripts with the nonce load the others. React's development build needs `eval`.
    'script-src': `'self' 'nonce-${nonce}' 'strict-dynamic'${isOpen ? " 'unsafe-eval'" : ''}`,
    // The tools of `next dev` add styles without a nonce.
    'style-src': `'self' ${isOpen ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // `next/image` sets attributes, which can't have a nonce. They run nothing.
    'style-src-attr': "'unsafe-inline'",
    // Users show pictures of any host.
    'img-src': "'self' http: https:",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  }
  return Object.entries(directives)
    .map((directive) => directive.join(' '))
    .join('; ')
}
