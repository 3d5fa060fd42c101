import { again, save } from './actions.ts'

export const dynamic = 'force-dynamic'

export default function Page() {
  return (
    <>
      <form action={save}>
        <input name="then" />
      </form>
      <form action={again.bind(null, 7)}>
        <input name="note" />
      </form>
    </>
  )
}
