interface Operation {
  parameters?: object[]
  responses?: Record<string, { headers?: object; content?: object; description?: string }>
}

/** Adds to an operation what a schema of its body does not say: headers it takes and gives, and answers that are no JSON. */
export function describeHeaders(operation: Operation, method: string, path: string): void {
  for (const header of headersTaken(method, path))
    operation.parameters = [...(operation.parameters ?? []), { in: 'header', required: false, ...header }]
  const success = Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith('2'))?.[1]
  if (success === undefined) return
  const headers = headersGiven(method, path)
  if (Object.keys(headers).length > 0) success.headers = headers
  const plain = plainAnswers[path]
  if (plain !== undefined) Object.assign(success, plain)
}

const contact = '/api/v1/mailboxes/:mailbox/contacts/:id'

function headersTaken(method: string, path: string): object[] {
  const taken: object[] = []
  if (method !== 'GET' && path.startsWith('/api/v1/'))
    taken.push({
      name: 'Idempotency-Key',
      description: 'Any text of your own; the same request with the same key is carried out once.',
      schema: { type: 'string', maxLength: 255 },
    })
  if (path === contact && method === 'PATCH')
    taken.push({
      name: 'If-Match',
      description:
        'The version you edit, as its `ETag` said: `"3"`; or `*` for whichever it is. Needed unless the body holds `version`.',
      schema: { type: 'string' },
    })
  if (path === contact && method === 'DELETE')
    taken.push({
      name: 'If-Match',
      description: 'The version you delete: `"3"`. Without it, whichever it is.',
      schema: { type: 'string' },
    })
  if (path === '/api/v1/stream')
    taken.push({
      name: 'Last-Event-ID',
      description: 'The last `id` you received: the stream goes on after it. Browsers send it by themselves.',
      schema: { type: 'string' },
    })
  return taken
}

function headersGiven(method: string, path: string): Record<string, object> {
  const given: Record<string, object> = {}
  const text = { type: 'string' }
  const isContact = path === contact && method !== 'DELETE'
  const makesContact = `${path}/:id` === contact && method === 'POST'
  if (isContact || makesContact)
    given.ETag = { description: 'The version, for the `If-Match` of an edit: `"3"`.', schema: text }
  if (makesContact) given.Location = { description: 'Where the new contact is.', schema: text }
  if (method !== 'GET' && path.startsWith('/api/v1/'))
    given['Idempotency-Replayed'] = {
      description: '`true`: this is the answer of an earlier request with the same Idempotency-Key.',
      schema: text,
    }
  return given
}

const plainAnswers: Record<string, { description: string; content: object }> = {
  '/api/v1/stream': {
    description:
      'Server-sent events. First `ready`; then `change` (data: a Change; its `id` is a cursor of the feed), and for everything else that is to be ' +
      'read anew an event named connection, verification, mailbox, collection, conflict, batch or job (data: organisationId, topic, id). Ends after an hour at most: connect again.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  },
  '/metrics': {
    description: 'Prometheus text',
    content: { 'text/plain': { schema: { type: 'string' } } },
  },
}
