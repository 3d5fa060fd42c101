'use server'

import { currentTrace, withActionTracing } from 'hoptrace/next'
import { redirect } from 'next/navigation'

export const save = withActionTracing('orders:save', async (form: FormData) => {
  currentTrace().set({ jobId: String(form.get('job')) })
  if (form.get('then') === 'redirect') redirect('/')
  if (form.get('then') === 'fail') throw new Error('not saved')
})
