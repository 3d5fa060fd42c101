import type { VNode } from 'preact'
import type { ErrorView } from '../cli/live/server/stack-view.ts'

/** An error and its causes, with their stacks. */
export function ErrorBlock({ errors }: { errors: readonly ErrorView[] }): VNode {
  return (
    <>
      {errors.map(({ title, stack }, index) => (
        <div class="error" key={title}>
          <p>{index === 0 ? title : `Caused by ${title}`}</p>
          {stack.length === 0 ? undefined : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
            <pre tabIndex={0}>
              {stack.map(({ text, editor, source }) => (
                <span key={text}>
                  {editor === undefined ? text : <a href={editor}>{text}</a>}
                  {'\n'}
                  {source.length === 0 ? undefined : (
                    <span class="source">{`${source.join('\n')}\n`}</span>
                  )}
                </span>
              ))}
            </pre>
          )}
        </div>
      ))}
    </>
  )
}
