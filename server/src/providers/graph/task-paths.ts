/** Paths of one mailbox's task lists, from the version root on. */
export interface TaskPaths {
  lists: string
  tasks(list: string): string
  task(ref: string): string
  /** The reference of a task: a task is found only by its list and its own id together. */
  ref(list: string, id: string): string
  /** The resource of a subscription: without the version. */
  watched(list: string): string
}

/** Parts the two ids in a reference; none of Exchange's ids has it. */
const between = '|'

/** Paths for a mailbox, by address or directory id. */
export function taskPaths(mailbox: string): TaskPaths {
  const lists = `users/${encodeURIComponent(mailbox)}/todo/lists`
  const tasks = (list: string) => `${lists}/${encodeURIComponent(list)}/tasks`
  return {
    lists: `/v1.0/${lists}`,
    tasks: (list) => `/v1.0/${tasks(list)}`,
    task: (ref) => {
      const [list = '', id = ''] = ref.split(between)
      return `/v1.0/${tasks(list)}/${encodeURIComponent(id)}`
    },
    ref: (list, id) => `${list}${between}${id}`,
    watched: tasks,
  }
}
