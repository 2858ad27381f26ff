import { webhookData, webhookTypes } from '@tandem/model/api/webhook-events.ts'
import { z } from 'zod'

/** Adds the requests that Tandem makes itself, one for each type of event (OpenAPI 3.1, "webhooks"). */
export function describeWebhooks<T extends object>(document: T): T {
  const entries = webhookTypes.map((type) => [
    type,
    {
      post: {
        tags: ['Webhooks'],
        summary: webhookData[type].description ?? type,
        parameters: headers,
        requestBody: { required: true, content: { 'application/json': { schema: bodyOf(type) } } },
        responses: {
          '2XX': { description: 'Taken over. Answer within 15 seconds, and work afterwards.' },
          '410': { description: 'Nothing more is wanted: the webhook is turned off.' },
          default: { description: 'Not taken over: it is sent again, for three days.' },
        },
      },
    },
  ])
  return Object.assign(document, { webhooks: Object.fromEntries(entries) })
}

function bodyOf(type: (typeof webhookTypes)[number]): object {
  const body = z.object({ type: z.literal(type), timestamp: z.iso.datetime(), data: webhookData[type] })
  const { $schema: _$schema, ...schema } = z.toJSONSchema(body)
  return schema
}

const headers = [
  ['webhook-id', 'The same for every attempt of one event: keep it to know what you have had.'],
  ['webhook-timestamp', 'Seconds since 1970, of this attempt.'],
  [
    'webhook-signature',
    'One or two signatures of id, timestamp and body (https://www.standardwebhooks.com).',
  ],
].map(([name, description]) => ({
  in: 'header',
  name,
  required: true,
  description,
  schema: { type: 'string' },
}))
