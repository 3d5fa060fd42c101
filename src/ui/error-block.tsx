import type { VNode } from 'preact'
import type { ErrorView } from '../cli/view/stack-view.ts'

/** An error and its causes, with their stacks. */
export function ErrorBlock({ errors }: { errors: readonly ErrorView[] }): VNode {
  return (
    <>
      {errors.map(({ title, stack }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: causes have no other identity
        <div class="error" key={index}>
          <p>{index === 0 ? title : `Caused by ${title}`}</p>
          {stack.length === 0 ? undefined : <Stack lines={stack} />}
        </div>
      ))}
    </>
  )
}

function Stack({ lines }: { lines: ErrorView['stack'] }): VNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <pre tabIndex={0}>
      {lines.map(({ text, editor, source }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: frames can be alike
        <span key={index}>
          {editor === undefined ? text : <a href={editor}>{text}</a>}
          {'\n'}
          <Source lines={source} />
        </span>
      ))}
    </pre>
  )
}

function Source({ lines }: { lines: readonly string[] }): VNode | null {
  if (lines.length === 0) return null
  return (
    <span class="source">
      {lines.map((line) => (
        <span key={line} class={/^\s*>/.test(line) ? 'here' : ''}>
          {`${line.replace(/^ {6}/, '')}\n`}
        </span>
      ))}
    </span>
  )
}
