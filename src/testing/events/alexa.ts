import { idOf } from './sent.ts'

/** What somebody said to an Alexa skill. */
export function alexa() {
  const application = { applicationId: `amzn1.ask.skill.${idOf(1)}` }
  const user = { userId: 'amzn1.ask.account.EXAMPLE' }
  return {
    version: '1.0',
    session: { new: true, sessionId: `amzn1.echo-api.session.${idOf(2)}`, application, user },
    context: { System: { application, user, apiEndpoint: 'https://api.amazonalexa.com' } },
    request: {
      type: 'IntentRequest' as const,
      requestId: `amzn1.echo-api.request.${idOf(3)}`,
      timestamp: '2026-11-22T14:30:00Z',
      locale: 'en-GB',
      intent: { name: 'OrderIntent', confirmationStatus: 'NONE' as const },
    },
  }
}
