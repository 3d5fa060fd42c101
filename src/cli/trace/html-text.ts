import { escapeLines } from '../terminal.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes a text of a log for HTML. */
export function escapeHtml(text: string): string {
  return escapeLines(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
