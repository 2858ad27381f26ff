import { Button, Input, makeStyles, Text, tokens } from '@fluentui/react-components'
import { AddRegular, ChevronDownRegular, ChevronRightRegular } from '@fluentui/react-icons'
import { type FormEvent, useCallback, useState } from 'react'
import { Absent } from '../../components/loaded.tsx'
import { useToasts } from '../../components/toasts.tsx'
import { today } from '../../days.ts'
import type { Task, TaskFields } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'
import { groupTasks, type TaskGroup } from './task-groups.ts'
import { TaskRow } from './task-row.tsx'
import { useTaskEdit, useTasks } from './use-tasks.ts'

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateRows: 'auto auto minmax(0, 1fr)', height: '100%', minHeight: '0' },
  head: {
    display: 'flex',
    alignItems: 'baseline',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalM} ${tokens.spacingVerticalXS}`,
  },
  add: { display: 'flex', padding: `0 ${tokens.spacingHorizontalM} ${tokens.spacingVerticalS}` },
  input: { flexGrow: 1, minWidth: '0' },
  list: { overflowY: 'auto', paddingBottom: tokens.spacingVerticalXXL },
  group: { listStyleType: 'none', margin: '0', padding: '0' },
  groupHead: {
    minWidth: '0',
    paddingInline: tokens.spacingHorizontalS,
    fontWeight: tokens.fontWeightSemibold,
  },
  late: { color: tokens.colorStatusDangerForeground1 },
  quiet: { color: tokens.colorNeutralForeground2 },
  empty: { padding: tokens.spacingHorizontalM, color: tokens.colorNeutralForeground2 },
})

/** The tasks of a mailbox: added in one line, done with one press, edited where they stand. */
export function TaskPanel({ mailboxId }: { mailboxId: string }) {
  const styles = useStyles()
  const query = useTasks(mailboxId)
  const { mutate } = useTaskEdit(mailboxId)
  const acts = useActs(mutate)
  const groups = groupTasks(query.data ?? [], today())
  const open = groups.flatMap(({ name, tasks }) => (name === 'done' ? [] : tasks)).length
  return (
    <div className={styles.root}>
      <div className={styles.head}>
        <Text as="h2" weight="semibold" size={400}>
          Tasks
        </Text>
        {query.data && (
          <Text size={200} className={styles.quiet} role="status">
            {numberText(open)} open
          </Text>
        )}
      </div>
      <QuickAdd onAdd={(title) => mutate({ kind: 'create', fields: { title } })} />
      <div className={styles.list}>
        {!query.data && <Absent query={query} rows={6} />}
        {query.data?.length === 0 && (
          <Text block className={styles.empty}>
            Nothing to do. What is added here or in the mailbox appears in both.
          </Text>
        )}
        {groups.map((group) => (
          <Group key={group.name} group={group} {...acts} />
        ))}
      </div>
    </div>
  )
}

interface Acts {
  onChange: (task: Task, changes: TaskFields) => void
  onDone: (task: Task) => void
  onRemove: (task: Task) => void
}

function useActs(mutate: ReturnType<typeof useTaskEdit>['mutate']): Acts {
  const { done } = useToasts()
  const onChange = useCallback(
    (task: Task, changes: TaskFields) => mutate({ kind: 'change', task, changes }),
    [mutate],
  )
  const onDone = useCallback(
    (task: Task) => {
      const before = task.status ?? 'notStarted'
      const status = before === 'completed' ? 'notStarted' : 'completed'
      mutate({ kind: 'change', task, changes: { status } })
      if (status !== 'completed') return
      // What has happened since must not be undone with it: only the status goes back.
      const undo = () => mutate({ kind: 'change', task: { ...task, status }, changes: { status: before } })
      done(`Done: ${task.title ?? 'the task'}`, { label: 'Undo', act: undo })
    },
    [mutate, done],
  )
  const onRemove = useCallback(
    (task: Task) => {
      mutate({ kind: 'remove', task })
      const undo = () => mutate({ kind: 'create', fields: writable(task) })
      done('The task was deleted.', { label: 'Undo', act: undo })
    },
    [mutate, done],
  )
  return { onChange, onDone, onRemove }
}

/** What of a task can be written again. */
function writable(task: Task): TaskFields {
  const { title, body, status, importance, categories, dueDateTime, startDateTime } = task
  const { isReminderOn, reminderDateTime, recurrence } = task
  const fields = { title, body, status, importance, categories, dueDateTime, startDateTime }
  const all = { ...fields, isReminderOn, reminderDateTime, recurrence }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null))
}

function QuickAdd(props: { onAdd: (title: string) => void }) {
  const styles = useStyles()
  const [title, setTitle] = useState('')
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (title.trim() === '') return
    props.onAdd(title.trim())
    setTitle('')
  }
  return (
    <form className={styles.add} onSubmit={add}>
      <Input
        className={styles.input}
        aria-label="Add a task"
        placeholder="Add a task"
        maxLength={255}
        value={title}
        onChange={(_, data) => setTitle(data.value)}
        contentAfter={
          <Button
            type="submit"
            appearance="transparent"
            size="small"
            icon={<AddRegular />}
            aria-label="Add"
          />
        }
      />
    </form>
  )
}

function Group({ group, ...acts }: { group: TaskGroup } & Acts) {
  const styles = useStyles()
  const [isOpen, setOpen] = useState(group.name !== 'done')
  return (
    <section aria-label={group.title}>
      <Button
        appearance="transparent"
        size="small"
        className={`${styles.groupHead} ${group.name === 'overdue' ? styles.late : ''}`}
        icon={isOpen ? <ChevronDownRegular /> : <ChevronRightRegular />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {group.title} ({numberText(group.tasks.length)})
      </Button>
      {isOpen && (
        <ul className={styles.group}>
          {group.tasks.map((task) => (
            <TaskRow key={task.id} task={task} isLate={group.name === 'overdue'} {...acts} />
          ))}
        </ul>
      )}
    </section>
  )
}
