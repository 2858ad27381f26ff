import { ProviderError } from '../failures.ts'
import type { Outside } from '../provider.ts'
import type { Drafted, Drafts, FoundLetter, Letter, LetterAttachment, Sent } from '../sender.ts'
import { type BatchAnswer, sendBatches } from './batch.ts'
import type { GraphClient, GraphRequest } from './http.ts'
import { fileBodies, fitting, letterBody, sessionFrom } from './letter-body.ts'
import type { MailPaths } from './mail-paths.ts'
import { operationProperty } from './map.ts'
import { pageOf } from './pages.ts'
import { query, withProperty } from './paths.ts'
import { answerOf, letterFailure, refused } from './send-refusals.ts'
import { uploadAttachment } from './upload.ts'

/** Letters by way of Drafts: each step can be looked up after a lost answer. */
export function graphDrafts(client: GraphClient, paths: MailPaths, outside: Outside): Drafts {
  return {
    find: (operationIds) => findLetters(client, paths, operationIds),
    create: (letter) => createDraft(client, paths, letter),
    attach: (ref, file, progress) =>
      file.size < sessionFrom
        ? attachSmall(client, paths, ref, file, progress)
        : uploadAttachment(client, { path: paths.uploadSession(ref), outside }, file, progress),
    send: (ref) => answerOf(() => client({ method: 'POST', path: paths.send(ref) })),
    discard: async (ref) => {
      const answer = await answerOf(() => client({ method: 'DELETE', path: paths.message(ref) }))
      // Its person was faster.
      return !answer.ok && answer.failure.kind === 'NotFound' ? { ok: true } : answer
    },
  }
}

async function createDraft(client: GraphClient, paths: MailPaths, letter: Letter): Promise<Drafted> {
  const message = letterBody(letter)
  const attached = fitting(message, letter.attachments)
  try {
    const attachments = await fileBodies(letter.attachments.slice(0, attached))
    const { body } = await client({
      method: 'POST',
      path: paths.messages,
      body: { ...message, ...(attached > 0 && { attachments }) },
    })
    const { id } = (body ?? {}) as { id?: unknown }
    if (typeof id === 'string') return { ok: true, ref: id, attached }
    const detail = 'The draft was made, but the answer does not show it'
    return { ok: false, failure: { kind: 'Unavailable', ambiguous: true, detail } }
  } catch (error) {
    return refused(error)
  }
}

async function attachSmall(
  client: GraphClient,
  paths: MailPaths,
  ref: string,
  file: LetterAttachment,
  progress: (bytes: number) => void,
): Promise<Sent> {
  const [body] = await fileBodies([file])
  const answer = await answerOf(() => client({ method: 'POST', path: paths.attachments(ref), body }))
  if (answer.ok) progress(file.size)
  return answer
}

interface Shown {
  id: string
  attachments?: { name?: string | null; size?: number; contentId?: string | null }[]
}

/**
 * Drafts and Sent are asked for each operation, twenty questions in a request. Of attachments names and sizes are asked alone:
 * without `$select` the service would send their bytes.
 */
async function findLetters(
  client: GraphClient,
  paths: MailPaths,
  operationIds: string[],
): Promise<Map<string, FoundLetter>> {
  const requests = operationIds.flatMap((operationId): GraphRequest[] => {
    const $filter = withProperty(operationProperty, operationId)
    const drafts = query({ $filter, $select: 'id', $expand: 'attachments($select=name,size)', $top: 5 })
    const sent = query({ $filter, $select: 'id', $top: 1 })
    return [
      { method: 'GET', path: `${paths.inFolder('drafts')}${drafts}` },
      { method: 'GET', path: `${paths.inFolder('sentitems')}${sent}` },
    ]
  })
  const answers = (await sendBatches(client, requests)).map(shown)
  const found = new Map<string, FoundLetter>()
  operationIds.forEach((operationId, place) => {
    const [drafts, sent] = [answers[place * 2] ?? [], answers[place * 2 + 1] ?? []]
    const letter = foundLetter(drafts, sent)
    if (letter) found.set(operationId, letter)
  })
  return found
}

function foundLetter(drafts: Shown[], [sent]: Shown[]): FoundLetter | undefined {
  const refs = drafts.map((one) => one.id)
  if (sent) return { state: 'sent', ref: sent.id, attachments: [], strays: refs }
  const [first] = drafts
  if (!first) return undefined
  const attachments = (first.attachments ?? []).map(({ name, size }) => ({
    name: name ?? '',
    size: size ?? 0,
  }))
  return { state: 'draft', ref: first.id, attachments, strays: refs.slice(1) }
}

function shown(answer: BatchAnswer): Shown[] {
  if (!answer.ok) throw new ProviderError(letterFailure(answer.failure))
  const facts = { request: 'POST /v1.0/$batch', at: new Date().toISOString() }
  return pageOf({ body: answer.body, facts }).items.filter(
    (item): item is Shown & Record<string, unknown> => {
      return typeof item.id === 'string'
    },
  )
}
