import { addDays, daysBetween, dayText } from '../../days.ts'
import type { Task } from '../../shapes.ts'

export type GroupName = 'overdue' | 'today' | 'later' | 'none' | 'done'
export interface TaskGroup {
  name: GroupName
  title: string
  tasks: Task[]
}

const titles: [GroupName, string][] = [
  ['overdue', 'Overdue'],
  ['today', 'Today'],
  ['later', 'Later'],
  ['none', 'Without a day'],
  ['done', 'Done'],
]

/** Tasks by when they are due, those that matter most first; groups without any are left out. */
export function groupTasks(tasks: Task[], today: string): TaskGroup[] {
  const groups = new Map<GroupName, Task[]>()
  for (const task of tasks) {
    const name = groupOf(task, today)
    groups.set(name, [...(groups.get(name) ?? []), task])
  }
  return titles.flatMap(([name, title]) => {
    const some = groups.get(name)
    return some ? [{ name, title, tasks: some.toSorted(name === 'done' ? byCompletion : byDay) }] : []
  })
}

/** The day a task is due; a task has no time of day. */
export function dueDay(task: Pick<Task, 'dueDateTime'>): string | undefined {
  return task.dueDateTime?.dateTime.slice(0, 10)
}

/** “Yesterday”, “Today”, “Tue, 1 Dec”. */
export function dueText(day: string, today: string): string {
  const away = daysBetween(today, day)
  if (Math.abs(away) <= 1) {
    const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }).format(away, 'day')
    return words.charAt(0).toLocaleUpperCase() + words.slice(1)
  }
  const isNear = day.slice(0, 4) === today.slice(0, 4) || day < addDays(today, 180)
  return dayText(day, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(isNear ? {} : { year: 'numeric' }),
  })
}

function groupOf(task: Task, today: string): GroupName {
  if (task.status === 'completed') return 'done'
  const due = dueDay(task)
  if (due === undefined) return 'none'
  if (due < today) return 'overdue'
  return due === today ? 'today' : 'later'
}

const weights = { high: 0, normal: 1, low: 2 }

function byDay(one: Task, other: Task): number {
  const [first, second] = [dueDay(one) ?? '', dueDay(other) ?? '']
  if (first !== second) return first < second ? -1 : 1
  const weight = weights[one.importance ?? 'normal'] - weights[other.importance ?? 'normal']
  return weight !== 0 ? weight : (one.title ?? '').localeCompare(other.title ?? '')
}

function byCompletion(one: Task, other: Task): number {
  return (other.completedDateTime?.dateTime ?? '').localeCompare(one.completedDateTime?.dateTime ?? '')
}
