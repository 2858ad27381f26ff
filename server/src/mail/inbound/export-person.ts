import { makeZip } from 'client-zip'
import {
  type ExportedMessage,
  exportedAnswers,
  exportedConversations,
  exportedCustomers,
  exportedMessages,
  type Run,
} from '../../store/person-export.ts'
import type { PersonWish } from '../../store/person-rows.ts'
import type { RawStore } from './raw-store.ts'

/**
 * What there is of a person, as a ZIP file: each message that came in as it came (`messages/<id>.eml`, its files within), and
 * `conversations.json`, which names them. Written as fast as it is read, and never whole in memory.
 */
export function exportPerson(
  deps: { run: Run; store: RawStore },
  wish: PersonWish,
): AsyncIterable<Uint8Array> {
  // The stream of the web can be read so too, which not every description of it says.
  return makeZip(filesOf(deps, wish)) as unknown as AsyncIterable<Uint8Array>
}

async function* filesOf({ run, store }: { run: Run; store: RawStore }, wish: PersonWish) {
  const made = new Date()
  const files = new Set<string>()
  for await (const { id, raw, receivedAt } of allMessages(run, wish)) {
    const input = await store.get(raw)
    if (!input) continue
    files.add(id)
    yield { name: `messages/${id}.eml`, input: Buffer.from(input), lastModified: receivedAt }
  }
  yield { name: 'conversations.json', input: encoded(describe(run, wish, files, made)), lastModified: made }
}

async function* allMessages(run: Run, wish: PersonWish): AsyncGenerator<ExportedMessage> {
  for await (const { id } of exportedConversations(run, wish)) yield* exportedMessages(run, wish, id)
  yield* exportedMessages(run, wish)
}

/** JSON, piece by piece: {exportedAt, addresses, customers, conversations, otherMessages, sent}. */
async function* describe(run: Run, wish: PersonWish, files: Set<string>, made: Date): AsyncGenerator<string> {
  const message = ({ id, receivedAt, content }: ExportedMessage) => ({
    id,
    file: files.has(id) ? `messages/${id}.eml` : null,
    receivedAt,
    ...content,
  })
  const { addresses } = wish
  yield `{"exportedAt":${JSON.stringify(made)},"addresses":${JSON.stringify(addresses)},`
  yield `"customers":${JSON.stringify(await exportedCustomers(run, wish))},"conversations":[`
  let first = true
  for await (const conversation of exportedConversations(run, wish)) {
    yield `${first ? '' : ','}\n${JSON.stringify(conversation).slice(0, -1)},"messages":`
    yield* list(exportedMessages(run, wish, conversation.id), message)
    yield ',"answers":'
    yield* list(exportedAnswers(run, wish, conversation.id), (answer) => answer)
    yield '}'
    first = false
  }
  yield '],\n"otherMessages":'
  yield* list(exportedMessages(run, wish), message)
  yield ',\n"sent":'
  yield* list(exportedAnswers(run, wish), (answer) => answer)
  yield '}\n'
}

async function* list<T>(rows: AsyncIterable<T>, shown: (row: T) => unknown): AsyncGenerator<string> {
  let sign = '['
  for await (const row of rows) {
    yield `${sign}\n${JSON.stringify(shown(row))}`
    sign = ','
  }
  yield sign === '[' ? '[]' : ']'
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  for await (const text of texts) yield encoder.encode(text)
}
