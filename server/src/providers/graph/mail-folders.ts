import { inboxFolder } from '../../lib/mail-folder.ts'
import type { MailFolder } from '../inbox.ts'
import { bodyOf, sendBatches } from './batch.ts'
import type { GraphClient } from './http.ts'
import type { MailPaths } from './mail-paths.ts'
import { itemsOf, readPages } from './pages.ts'
import { query } from './paths.ts'

interface GraphFolder {
  id: string
  displayName?: string
  parentFolderId?: string
  isHidden?: boolean
}

/** Where no mail comes in, with everything below. */
const leftOut = ['drafts', 'sentitems', 'deleteditems', 'outbox']

/**
 * The folders of a mailbox. Its list of changes gives them all, whatever their depth (mailfolder-delta); a folder does not say there that it is the
 * Inbox, so the well-known ones are asked for by name.
 */
export async function mailFolders(client: GraphClient, paths: MailPaths): Promise<MailFolder[]> {
  const [inbox, ...others] = await wellKnown(client, paths, [inboxFolder, ...leftOut])
  const path = `${paths.folders}/delta${query({ $select: 'displayName,parentFolderId,isHidden' })}`
  const found = new Map<string, GraphFolder>()
  for await (const page of readPages(client, { method: 'GET', path }))
    for (const folder of itemsOf<GraphFolder>(page)) if (!('@removed' in folder)) found.set(folder.id, folder)
  const unwanted = new Set(others)
  const offered = [...found.keys()].flatMap((id): MailFolder[] => {
    const way = wayTo(found, id)
    if (way.some((one) => one.isHidden || unwanted.has(one.id))) return []
    return [
      { id: id === inbox ? inboxFolder : id, name: way.map((one) => one.displayName ?? '').join(' / ') },
    ]
  })
  const place = ({ id, name }: MailFolder) => (id === inboxFolder ? '' : name.toLowerCase())
  return offered.sort((a, b) => place(a).localeCompare(place(b)))
}

/** From the root, which is no folder of the list, down to the folder. */
function wayTo(folders: Map<string, GraphFolder>, id: string): GraphFolder[] {
  const way: GraphFolder[] = []
  for (let at = folders.get(id); at && !way.includes(at); at = folders.get(at.parentFolderId ?? ''))
    way.unshift(at)
  return way
}

async function wellKnown(client: GraphClient, paths: MailPaths, names: string[]): Promise<string[]> {
  const answers = await sendBatches(
    client,
    names.map((name) => ({ method: 'GET' as const, path: `${paths.folder(name)}?$select=id` })),
  )
  return answers.map((answer) => (bodyOf(answer) as { id: string }).id)
}
