import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import './globals.css'

/** What browsers and search engines are told about the page. */
export const metadata: Metadata = {
  title: 'Background remover',
  description: 'Takes a picture’s address and gives back the picture without its background.',
}

/** The page follows the reader's choice of a light or a dark screen. */
export const viewport: Viewport = { colorScheme: 'light dark' }

/** The document around every page. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
