import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import './globals.css'

/** The page's title and description for browsers and search engines. */
export const metadata: Metadata = {
  title: 'Background remover',
  description: 'Removes the background of the picture at an address.',
}

/** The page follows the system's light or dark mode. */
export const viewport: Viewport = { colorScheme: 'light dark' }

/** The HTML document of every page. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
