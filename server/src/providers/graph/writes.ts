import type { ContactFields } from '@tandem/model/contact.ts'
import type { Draft, Edit, Outcome } from '../provider.ts'
import { type BatchAnswer, sendBatches } from './batch.ts'
import type { GraphClient, GraphRequest } from './http.ts'
import { createBody, editBody, type GraphContact, versionOf } from './map.ts'
import type { MailboxPaths } from './paths.ts'

/** Creates contacts with our operation id on each. */
export async function createContacts(
  client: GraphClient,
  paths: MailboxPaths,
  drafts: Draft<ContactFields>[],
  folder: string | undefined,
): Promise<Outcome[]> {
  const path = paths.contacts(folder)
  const requests = drafts.map(
    (draft): GraphRequest => ({ method: 'POST', path, body: createBody(draft.item, draft.operationId) }),
  )
  return (await sendBatches(client, requests)).map(writeOutcome)
}

/** Changes the named fields of contacts whose version is still the one last seen. */
export async function updateContacts(
  client: GraphClient,
  paths: MailboxPaths,
  edits: Edit<ContactFields>[],
): Promise<Outcome[]> {
  const requests = edits.map(
    (edit): GraphRequest => ({
      method: 'PATCH',
      path: paths.contact(edit.ref),
      headers: ifMatch(edit.version),
      body: editBody(edit.changes),
    }),
  )
  return (await sendBatches(client, requests)).map(writeOutcome)
}

/** Deletes contacts whose version is still the one last seen; they go to Deleted Items, where the person finds them. */
export async function removeContacts(
  client: GraphClient,
  paths: MailboxPaths,
  refs: { ref: string; version: string }[],
): Promise<Outcome[]> {
  const requests = refs.map(
    ({ ref, version }): GraphRequest => ({
      method: 'DELETE',
      path: paths.contact(ref),
      headers: ifMatch(version),
    }),
  )
  const answers = await sendBatches(client, requests)
  return answers.map((answer, place): Outcome => (answer.ok ? { ok: true, ...refs[place]! } : answer))
}

function ifMatch(version: string): Record<string, string> {
  return { 'If-Match': `W/"${version}"` }
}

function writeOutcome(answer: BatchAnswer): Outcome {
  if (!answer.ok) return answer
  const contact = answer.body as GraphContact | undefined
  if (typeof contact?.id !== 'string') {
    const detail = 'The write was accepted, but the answer does not show the item'
    return { ok: false, failure: { kind: 'Unavailable', ambiguous: true, detail } }
  }
  return {
    ok: true,
    ref: contact.id,
    version: versionOf(contact),
    ...(contact.lastModifiedDateTime && { changedAt: contact.lastModifiedDateTime }),
  }
}
