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

const mailbox = '/api/v1/mailboxes/:mailbox'
/** One record of a kind, and what edits a part of it. */
const records = ['contacts', 'events', 'tasks'].map((kind) => `${mailbox}/${kind}/:id`)
const parts = [`${mailbox}/events/:id/occurrences/:date`, `${mailbox}/events/:id/split`]
const answered = `${mailbox}/events/:id/respond`
const imported = `${mailbox}/events/import`

function headersTaken(method: string, path: string): object[] {
  const taken: object[] = []
  if (method !== 'GET' && path.startsWith('/api/v1/'))
    taken.push({
      name: 'Idempotency-Key',
      description: 'Any text of your own; the same request with the same key is carried out once.',
      schema: { type: 'string', maxLength: 255 },
    })
  const isEdit = [...records, ...parts].includes(path) && (method === 'PATCH' || method === 'POST')
  if (isEdit)
    taken.push({
      name: 'If-Match',
      description:
        'The version you edit, as its `ETag` said: `"3"`; or `*` for whichever it is. Needed unless the body holds `version`.',
      schema: { type: 'string' },
    })
  if (([...records, ...parts].includes(path) && method === 'DELETE') || path === answered)
    taken.push({
      name: 'If-Match',
      description: 'The version you mean: `"3"`. Without it, whichever it is.',
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
  const isRecord = records.includes(path) && method !== 'DELETE'
  const isMade =
    (records.includes(`${path}/:id`) || path === imported || path === parts[1]) && method === 'POST'
  if (isRecord || isMade || path === parts[0] || path === answered)
    given.ETag = { description: 'The version, for the `If-Match` of an edit: `"3"`.', schema: text }
  if (isMade) given.Location = { description: 'Where the new record is.', schema: text }
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
  [`${mailbox}/events/:id/ics`]: {
    description: 'iCalendar (RFC 5545), to be saved as a file',
    content: { 'text/calendar': { schema: { type: 'string' } } },
  },
  '/metrics': {
    description: 'Prometheus text',
    content: { 'text/plain': { schema: { type: 'string' } } },
  },
}
