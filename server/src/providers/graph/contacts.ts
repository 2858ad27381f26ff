import type { ContactFields } from '@tandem/model/contact.ts'
import { ProviderError } from '../failures.ts'
import type { Collection, Versioned } from '../provider.ts'
import { type BatchAnswer, sendBatches } from './batch.ts'
import { readChanges } from './changes.ts'
import type { GraphClient, GraphRequest } from './http.ts'
import { type GraphContact, operationProperty, sensitivityProperty, versioned, versionOf } from './map.ts'
import { contactsOf, pageOf, readPages } from './pages.ts'
import { expandProperty, type MailboxPaths, query, withProperty } from './paths.ts'
import { createContacts, removeContacts, updateContacts } from './writes.ts'

/** The contacts of one mailbox. */
export function graphContacts(client: GraphClient, paths: MailboxPaths): Collection<ContactFields> {
  return {
    folders: () => listFolders(client, paths),
    changes: (cursor, folder, options) => readChanges(client, paths, { cursor, folder, ...options }),
    identify: (folder) => identify(client, paths, folder),
    get: (refs) => getContacts(client, paths, refs),
    find: (operationIds, folder) => findContacts(client, paths, operationIds, folder),
    create: (drafts, folder) => createContacts(client, paths, drafts, folder),
    update: (edits) => updateContacts(client, paths, edits),
    remove: (refs) => removeContacts(client, paths, refs),
  }
}

interface Folder {
  id: string
  name: string
}

/** The default folder by its well-known name, then those below it, level by level: Graph lists children only. */
async function listFolders(client: GraphClient, paths: MailboxPaths): Promise<Folder[]> {
  const select = query({ $select: 'id,displayName', $top: 100 })
  const { body } = await client({
    method: 'GET',
    path: `${paths.folder('contacts')}${query({ $select: 'id,displayName' })}`,
  })
  const folders = [folderOf(body)]
  let listings = [`${paths.folders}${select}`]
  while (listings.length > 0) {
    const answers = await sendBatches(
      client,
      listings.map((path): GraphRequest => ({ method: 'GET', path })),
    )
    const pages = answers.map((answer) => pageOf({ body: success(answer), facts: noFacts() }))
    const found = pages.flatMap((page) => page.items.map(folderOf))
    folders.push(...found)
    const further = pages.flatMap((page) => page.next ?? [])
    listings = [...further, ...found.map(({ id }) => `${paths.folder(id)}/childFolders${select}`)]
  }
  return folders
}

async function* identify(
  client: GraphClient,
  paths: MailboxPaths,
  folder: string | undefined,
): AsyncGenerator<{ ref: string; version: string }[]> {
  const path = `${paths.contacts(folder)}${query({ $select: 'id,changeKey', $top: 1000 })}`
  for await (const page of readPages(client, { method: 'GET', path })) {
    const named = contactsOf(page).map((contact) => ({ ref: contact.id, version: versionOf(contact) }))
    if (named.length > 0) yield named
  }
}

async function getContacts(
  client: GraphClient,
  paths: MailboxPaths,
  refs: string[],
): Promise<Versioned<ContactFields>[]> {
  const options = query({ $expand: expandProperty(sensitivityProperty) })
  const requests = refs.map(
    (ref): GraphRequest => ({ method: 'GET', path: `${paths.contact(ref)}${options}` }),
  )
  const answers = await sendBatches(client, requests)
  return answers
    .filter((answer) => answer.ok || answer.failure.kind !== 'NotFound')
    .map((answer) => versioned(success(answer) as GraphContact))
}

/** One `$filter` per operation, twenty in a request: the documented form names one value. */
async function findContacts(
  client: GraphClient,
  paths: MailboxPaths,
  operationIds: string[],
  folder: string | undefined,
): Promise<Map<string, Versioned<ContactFields>>> {
  const requests = operationIds.map((operationId): GraphRequest => {
    const $filter = withProperty(operationProperty, operationId)
    const $expand = expandProperty(sensitivityProperty)
    return { method: 'GET', path: `${paths.contacts(folder)}${query({ $filter, $expand, $top: 2 })}` }
  })
  const answers = await sendBatches(client, requests)
  const found = new Map<string, Versioned<ContactFields>>()
  answers.forEach((answer, place) => {
    const [contact] = contactsOf(pageOf({ body: success(answer), facts: noFacts() }))
    if (contact) found.set(operationIds[place]!, versioned(contact))
  })
  return found
}

function success(answer: BatchAnswer): unknown {
  if (answer.ok) return answer.body
  throw new ProviderError(answer.failure)
}

function folderOf(body: unknown): Folder {
  const { id, displayName } = body as { id: string; displayName: string }
  return { id, name: displayName }
}

function noFacts() {
  return { request: 'POST /v1.0/$batch', at: new Date().toISOString() }
}
