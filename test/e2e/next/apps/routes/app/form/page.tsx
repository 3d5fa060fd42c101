import { save } from './actions.ts'

export default function Page() {
  return (
    <form action={save}>
      <input name="job" />
      <input name="then" />
    </form>
  )
}
