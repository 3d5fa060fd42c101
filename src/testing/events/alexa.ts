import { exampleId } from './event-input.ts'

/**
 * Makes a request to an Alexa skill. It carries no headers.
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.alexa()
 */
export function alexa() {
  const application = { applicationId: `amzn1.ask.skill.${exampleId(1)}` }
  const user = { userId: 'amzn1.ask.account.EXAMPLE' }
  return {
    version: '1.0',
    session: { new: true, sessionId: `amzn1.echo-api.session.${exampleId(2)}`, application, user },
    context: { System: { application, user, apiEndpoint: 'https://api.amazonalexa.com' } },
    request: {
      type: 'IntentRequest' as const,
      requestId: `amzn1.echo-api.request.${exampleId(3)}`,
      timestamp: '2026-11-22T14:30:00Z',
      locale: 'en-GB',
      intent: { name: 'OrderIntent', confirmationStatus: 'NONE' as const },
    },
  }
}
