'use server'

import { cookies } from 'next/headers'
import { forbidden, notFound, redirect } from 'next/navigation'
import { withActionTracing } from '../wrappers.ts'

export const save = withActionTracing('orders:save', async (form: FormData) => {
  const then = form.get('then')
  if (then === 'cookie') (await cookies()).set('saved', 'yes')
  if (then === 'redirect') redirect('/pages/1?from=action')
  if (then === 'missing') notFound()
  if (then === 'forbidden') forbidden()
  if (then === 'fail') throw new Error('not saved')
})

export const again = withActionTracing('orders:again', async (id: number, form: FormData) => {
  ;(await cookies()).set('again', `${id}-${form.get('note')}`)
})
