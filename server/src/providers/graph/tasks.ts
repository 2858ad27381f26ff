import type { TaskContent } from '@tandem/model/task.ts'
import { ProviderError } from '../failures.ts'
import type { Change, Collection, Draft, Edit, Outcome, Versioned } from '../provider.ts'
import { type BatchAnswer, sendBatches } from './batch.ts'
import type { GraphClient, GraphRequest } from './http.ts'
import { itemsOf, type Page, readPage, readPages } from './pages.ts'
import { query } from './paths.ts'
import { type GraphTask, newTaskBody, operationOf, taskBody, taskVersion, versionedTask } from './task-map.ts'
import { type TaskPaths, taskPaths } from './task-paths.ts'

/** Items on a page of a delta listing. */
const pageSize = 1000

/** What every function here needs. */
interface Calls {
  client: GraphClient
  paths: TaskPaths
  lists: TaskLists
}

export interface TaskLists {
  all(): Promise<{ id: string; name: string }[]>
  /** The list that was chosen, or the default one, whose id is asked for once. */
  chosen(folder: string | undefined): Promise<string>
}

/** The To Do lists of one mailbox. */
export function graphTasks(client: GraphClient, mailbox: string): Required<Collection<TaskContent>> {
  const paths = taskPaths(mailbox)
  const lists = taskLists(client, paths)
  const calls = { client, paths, lists }
  return {
    folders: lists.all,
    changes: (cursor, folder) => readChanges(calls, cursor, folder),
    identify: (folder) => identify(calls, folder),
    get: (refs) => getTasks(calls, refs),
    find: (operationIds, folder) => findTasks(calls, operationIds, folder),
    create: (drafts, folder) => createTasks(calls, drafts, folder),
    update: (edits) => updateTasks(calls, edits),
    remove: (refs) => removeTasks(calls, refs),
  }
}

/** The lists of a mailbox, the default one first. */
export function taskLists(client: GraphClient, paths: TaskPaths): TaskLists {
  let known: string | undefined
  const all = async () => {
    const listed: { id: string; name: string; isDefault: boolean }[] = []
    for await (const page of readPages(client, { method: 'GET', path: paths.lists })) {
      for (const list of itemsOf<{ id: string } & Record<string, unknown>>(page)) {
        const isDefault = list.wellknownListName === 'defaultList'
        listed.push({ id: list.id, name: String(list.displayName), isDefault })
      }
    }
    listed.sort((a, b) => Number(b.isDefault) - Number(a.isDefault))
    known = listed[0]?.id
    return listed.map(({ id, name }) => ({ id, name }))
  }
  return {
    all,
    chosen: async (folder) => {
      if (folder !== undefined) return folder
      if (known === undefined) await all()
      if (known !== undefined) return known
      throw new ProviderError({ kind: 'Unexpected', detail: 'The mailbox has no list of tasks' })
    },
  }
}

async function* readChanges(
  { client, paths, lists }: Calls,
  cursor: string | undefined,
  folder: string | undefined,
): AsyncGenerator<Change<TaskContent>[]> {
  let isOld = cursor?.startsWith('/v1.0/') === true
  let list = isOld ? (listOf(cursor!) ?? (await lists.chosen(folder))) : await lists.chosen(folder)
  let path = isOld ? cursor! : `${paths.tasks(list)}/delta`
  let restarts = 0
  if (cursor !== undefined && !isOld) yield [{ kind: 'reset' }]
  for (;;) {
    let page: Page
    try {
      page = await readPage(client, { method: 'GET', path, prefer: [`odata.maxpagesize=${pageSize}`] })
    } catch (error) {
      const isExpired = error instanceof ProviderError && error.failure.kind === 'CursorExpired'
      if (!isExpired || !isOld || restarts++ === 2) throw error
      yield [{ kind: 'reset' }]
      list = await lists.chosen(folder)
      path = `${paths.tasks(list)}/delta`
      isOld = false
      continue
    }
    isOld = true
    const next = page.next ?? page.delta
    if (next === undefined) {
      throw new ProviderError({
        kind: 'Unexpected',
        detail: 'A delta page came without a link to go on from',
      })
    }
    const more = page.next !== undefined
    const changes = itemsOf<GraphTask>(page).map((task) => changeOf(task, paths.ref(list, task.id)))
    yield [...changes, { kind: 'checkpoint', cursor: next, more }]
    if (!more) return
    path = next
  }
}

/** The list that a link of the service reads; links of other forms tell nothing. */
function listOf(path: string): string | undefined {
  const id = /\/todo\/lists\/([^/?]+)\/tasks\//.exec(path)?.[1]
  return id === undefined ? undefined : decodeURIComponent(id)
}

function changeOf(task: GraphTask, ref: string): Change<TaskContent> {
  return '@removed' in task ? { kind: 'delete', ref } : { kind: 'upsert', ...versionedTask(task, ref) }
}

async function* identify(
  { client, paths, lists }: Calls,
  folder: string | undefined,
): AsyncGenerator<{ ref: string; version: string }[]> {
  const list = await lists.chosen(folder)
  // `$select` is not among what todotasklist-list-tasks promises.
  for await (const page of readPages(client, {
    method: 'GET',
    path: `${paths.tasks(list)}${query({ $top: 1000 })}`,
  })) {
    const named = itemsOf<GraphTask>(page).map((task) => ({
      ref: paths.ref(list, task.id),
      version: taskVersion(task),
    }))
    if (named.length > 0) yield named
  }
}

async function getTasks({ client, paths }: Calls, refs: string[]): Promise<Versioned<TaskContent>[]> {
  const answers = await sendBatches(
    client,
    refs.map((ref): GraphRequest => ({ method: 'GET', path: paths.task(ref) })),
  )
  return answers.flatMap((answer, place) => {
    if (answer.ok) return [versionedTask(answer.body as GraphTask, refs[place]!)]
    if (answer.failure.kind === 'NotFound') return []
    throw new ProviderError(answer.failure)
  })
}

/**
 * Tasks by the operation that made them. Nothing filters by an open extension, so the list is read with its extensions, page by
 * page, until all are found: this is asked only after an answer was lost.
 */
async function findTasks(
  { client, paths, lists }: Calls,
  operationIds: string[],
  folder: string | undefined,
): Promise<Map<string, Versioned<TaskContent>>> {
  const found = new Map<string, Versioned<TaskContent>>()
  if (operationIds.length === 0) return found
  const wanted = new Set(operationIds)
  const list = await lists.chosen(folder)
  const path = `${paths.tasks(list)}${query({ $expand: 'extensions', $top: 1000 })}`
  for await (const page of readPages(client, { method: 'GET', path })) {
    for (const task of itemsOf<GraphTask>(page)) {
      const operation = operationOf(task)
      if (operation !== undefined && wanted.has(operation))
        found.set(operation, versionedTask(task, paths.ref(list, task.id)))
    }
    if (found.size === wanted.size) break
  }
  return found
}

async function createTasks(
  { client, paths, lists }: Calls,
  drafts: Draft<TaskContent>[],
  folder: string | undefined,
): Promise<Outcome[]> {
  if (drafts.length === 0) return []
  const chosen = await lists.chosen(folder).catch((error: unknown) => {
    if (error instanceof ProviderError) return error.failure
    throw error
  })
  if (typeof chosen !== 'string') return drafts.map(() => ({ ok: false, failure: chosen }))
  const path = paths.tasks(chosen)
  const requests = drafts.map(
    ({ item, operationId }): GraphRequest => ({ method: 'POST', path, body: newTaskBody(item, operationId) }),
  )
  return (await sendBatches(client, requests)).map((answer) =>
    outcomeOf(answer, ({ id }) => paths.ref(chosen, id)),
  )
}

/** Graph's documentation of tasks says nothing of `If-Match`, but they have an ETag, and what has one heeds it. */
async function updateTasks({ client, paths }: Calls, edits: Edit<TaskContent>[]): Promise<Outcome[]> {
  const requests = edits.map(
    ({ ref, version, changes }): GraphRequest => ({
      method: 'PATCH',
      path: paths.task(ref),
      headers: ifMatch(version),
      body: taskBody(changes),
    }),
  )
  const answers = await sendBatches(client, requests)
  return answers.map((answer, place) => outcomeOf(answer, () => edits[place]!.ref))
}

async function removeTasks(
  { client, paths }: Calls,
  refs: { ref: string; version: string }[],
): Promise<Outcome[]> {
  const requests = refs.map(
    ({ ref, version }): GraphRequest => ({
      method: 'DELETE',
      path: paths.task(ref),
      headers: ifMatch(version),
    }),
  )
  const answers = await sendBatches(client, requests)
  return answers.map((answer, place): Outcome => {
    const { ref, version } = refs[place]!
    return answer.ok ? { ok: true, ref, version } : answer
  })
}

function ifMatch(version: string): Record<string, string> {
  return { 'If-Match': `W/"${version}"` }
}

function outcomeOf(answer: BatchAnswer, refOf: (task: GraphTask) => string): Outcome {
  if (!answer.ok) return answer
  const task = answer.body as GraphTask | undefined
  if (typeof task?.id !== 'string') {
    const detail = 'The write was accepted, but the answer does not show the item'
    return { ok: false, failure: { kind: 'Unavailable', ambiguous: true, detail } }
  }
  return {
    ok: true,
    ref: refOf(task),
    version: taskVersion(task),
    ...(task.lastModifiedDateTime && { changedAt: task.lastModifiedDateTime }),
  }
}
