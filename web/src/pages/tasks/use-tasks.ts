import { useMutation, useQuery } from '@tanstack/react-query'
import { ApiProblem } from '../../api.ts'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { Task, TaskFields } from '../../shapes.ts'
import { decideStale } from '../../stale-edit.ts'
import { tasks } from '../../workspace-api.ts'

/** Pages of open tasks that are read at most: a list of more is no list to work from. */
const mostPages = 10
const doneShown = 50

/** The open tasks of a mailbox, and those done last. */
export function useTasks(mailboxId: string) {
  return useQuery({ queryKey: keys.tasks(mailboxId), queryFn: () => readTasks(mailboxId) })
}

async function readTasks(mailboxId: string): Promise<Task[]> {
  const done = tasks.list(mailboxId, { status: 'completed', limit: doneShown })
  const open: Task[] = []
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await tasks.list(mailboxId, { status: 'open', limit: 200, cursor })
    open.push(...answer.items)
    if (answer.nextCursor === null) break
    cursor = answer.nextCursor
  }
  return [...open, ...(await done).items]
}

type TaskEdit =
  | { kind: 'create'; fields: TaskFields; id?: string }
  | { kind: 'change'; task: Task; changes: TaskFields }
  | { kind: 'remove'; task: Task }

/** Edits of tasks: shown at once, put back if they are refused. */
export function useTaskEdit(mailboxId: string) {
  const { failed } = useToasts()
  const queryKey = keys.tasks(mailboxId)
  return useMutation({
    mutationKey: ['tasks'],
    mutationFn: (edit: TaskEdit) => doEdit(mailboxId, edit),
    onMutate: async (edit) => {
      if (edit.kind === 'create') edit.id ??= temporaryId()
      await queryClient.cancelQueries({ queryKey })
      const before = queryClient.getQueryData<Task[]>(queryKey)
      if (before) queryClient.setQueryData<Task[]>(queryKey, afterEdit(before, edit, mailboxId))
      return before
    },
    onError: (error, _, before) => {
      if (before) queryClient.setQueryData(queryKey, before)
      failed(error)
    },
    onSettled: async () => {
      if (queryClient.isMutating({ mutationKey: ['tasks'] }) > 1) return
      await queryClient.invalidateQueries({ queryKey })
    },
  })
}

function afterEdit(list: Task[], edit: TaskEdit, mailboxId: string): Task[] {
  if (edit.kind === 'remove') return list.filter(({ id }) => id !== edit.task.id)
  if (edit.kind === 'change')
    return list.map((task) =>
      task.id === edit.task.id ? { ...task, ...edit.changes, syncState: 'pending' } : task,
    )
  const now = new Date().toISOString()
  const facts = {
    version: 0,
    createdAt: now,
    updatedAt: now,
    syncState: 'pending',
    hasConflict: false,
  } as const
  return [...list, { id: edit.id ?? temporaryId(), mailboxId, ...facts, ...edit.fields }]
}

async function doEdit(mailboxId: string, edit: TaskEdit): Promise<unknown> {
  if (edit.kind === 'create') return await create(mailboxId, edit.fields, edit.id)
  const task = await made(edit.task)
  if (edit.kind === 'remove') return await tasks.remove(mailboxId, task.id, latest(mailboxId, task).version)
  let { version } = task
  for (let tries = 1; ; tries += 1) {
    try {
      return await tasks.change(mailboxId, task.id, version, edit.changes)
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 412) || tries === 5) throw error
      const current = await tasks.get(mailboxId, task.id)
      if (decideStale(task, current, edit.changes).kind === 'ask') throw error
      version = current.version
    }
  }
}

/** Tasks that are being made, by the id under which they are shown until they have their own. */
const beingMade = new Map<string, Promise<Task>>()

function temporaryId(): string {
  return `new ${performance.now()}`
}

async function create(mailboxId: string, fields: TaskFields, id = temporaryId()): Promise<Task> {
  const making = tasks.create(mailboxId, fields)
  beingMade.set(id, making)
  return await making
}

/** The task with its own id: who ticks off what they have just typed must not wait for it. */
async function made(task: Task): Promise<Task> {
  return (await beingMade.get(task.id)) ?? task
}

function latest(mailboxId: string, task: Task): Task {
  return queryClient.getQueryData<Task[]>(keys.tasks(mailboxId))?.find(({ id }) => id === task.id) ?? task
}
