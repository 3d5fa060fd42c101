import type { PageData } from '../cli/view/html-page.ts'

/** The traces that stand in the page's own file; `undefined` if `hoptrace dev` serves the page. */
export const fileData: PageData | undefined = read()

function read(): PageData | undefined {
  const text = document.getElementById('data')?.textContent
  return text ? JSON.parse(text) : undefined
}
