import { ProviderError } from '../failures.ts'
import type { Mark } from '../inbox.ts'
import type { Outcome } from '../provider.ts'
import { type BatchAnswer, sendBatches } from './batch.ts'
import type { GraphClient, GraphRequest } from './http.ts'
import type { MailPaths } from './mail-paths.ts'

/** Marks messages: as read, with a category beside those they have, or by moving them (message resource, v1.0). */
export async function markMessages(
  client: GraphClient,
  paths: MailPaths,
  refs: string[],
  mark: Mark,
): Promise<Outcome[]> {
  if (refs.length === 0) return []
  if (mark.as === 'category') return await categorise(client, paths, refs, mark.name)
  if (mark.as === 'folder') await mustBeThere(client, paths.folder(mark.id))
  const request = (ref: string): GraphRequest =>
    mark.as === 'folder'
      ? { method: 'POST', path: `${paths.message(ref)}/move`, body: { destinationId: mark.id } }
      : { method: 'PATCH', path: paths.message(ref), body: { isRead: true } }
  return outcomes(refs, await sendBatches(client, refs.map(request)))
}

/** A move answers in the same way when the message is gone and when the folder is. */
async function mustBeThere(client: GraphClient, folder: string): Promise<void> {
  try {
    await client({ method: 'GET', path: `${folder}?$select=id` })
  } catch (error) {
    // Whatever else is wrong, the moves are told it as well.
    if (!(error instanceof ProviderError) || error.failure.kind === 'NotFound') throw error
  }
}

/** The categories that a person has given stay: they are read first, and a change in between is noticed. */
async function categorise(
  client: GraphClient,
  paths: MailPaths,
  refs: string[],
  name: string,
): Promise<Outcome[]> {
  const read = await sendBatches(
    client,
    refs.map((ref) => ({ method: 'GET' as const, path: `${paths.message(ref)}?$select=categories` })),
  )
  const wanting = refs.flatMap((ref, place): { ref: string; request: GraphRequest }[] => {
    const answer = read[place]!
    if (!answer.ok) return []
    const { categories = [], '@odata.etag': etag } = answer.body as {
      categories?: string[]
      '@odata.etag'?: string
    }
    if (categories.includes(name)) return []
    return [
      {
        ref,
        request: {
          method: 'PATCH',
          path: paths.message(ref),
          body: { categories: [...categories, name] },
          ...(etag !== undefined && { headers: { 'If-Match': etag } }),
        },
      },
    ]
  })
  const written = await sendBatches(
    client,
    wanting.map(({ request }) => request),
  )
  const answers = new Map(wanting.map(({ ref }, place) => [ref, written[place]!]))
  return outcomes(
    refs,
    refs.map((ref, place) => answers.get(ref) ?? read[place]!),
  )
}

function outcomes(refs: string[], answers: BatchAnswer[]): Outcome[] {
  return answers.map((answer, place) => (answer.ok ? { ok: true, ref: refs[place]!, version: '' } : answer))
}
