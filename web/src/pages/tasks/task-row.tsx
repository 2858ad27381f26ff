import { Button, makeStyles, mergeClasses, Text, Tooltip, tokens } from '@fluentui/react-components'
import {
  AlertRegular,
  ArrowSyncRegular,
  CheckmarkCircleFilled,
  CircleRegular,
  ErrorCircleRegular,
  ImportantFilled,
  NoteRegular,
  WarningFilled,
} from '@fluentui/react-icons'
import { useRef, useState } from 'react'
import { today } from '../../days.ts'
import type { Task, TaskFields } from '../../shapes.ts'
import { TaskForm } from './task-form.tsx'
import { dueDay, dueText } from './task-groups.ts'

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    alignItems: 'start',
    paddingTop: '2px',
    paddingInline: tokens.spacingHorizontalS,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  circle: { minWidth: '0', paddingTop: '6px' },
  words: {
    display: 'flex',
    flexDirection: 'column',
    minWidth: '0',
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalXS}`,
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    font: 'inherit',
    color: 'inherit',
    textAlign: 'start',
    backgroundColor: 'transparent',
    cursor: 'pointer',
    overflowWrap: 'anywhere',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  done: { textDecorationLine: 'line-through', color: tokens.colorNeutralForeground2 },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
  },
  late: { color: tokens.colorStatusDangerForeground1 },
  important: { color: tokens.colorStatusDangerForeground1 },
})

/** One task: a circle that finishes it, and its words, which open it. */
export function TaskRow(props: {
  task: Task
  isLate: boolean
  onChange: (task: Task, changes: TaskFields) => void
  onDone: (task: Task) => void
  onRemove: (task: Task) => void
}) {
  const styles = useStyles()
  const { task, onChange, onDone, onRemove } = props
  const [isOpen, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const isDone = task.status === 'completed'
  const close = () => {
    setOpen(false)
    requestAnimationFrame(() => opener.current?.focus())
  }
  if (isOpen) {
    return (
      <li>
        <TaskForm
          task={task}
          onSave={(changes) => {
            if (Object.keys(changes).length > 0) onChange(task, changes)
            close()
          }}
          onRemove={() => onRemove(task)}
          onCancel={close}
        />
      </li>
    )
  }
  const label = isDone ? `Not done after all: ${task.title ?? ''}` : `Done: ${task.title ?? ''}`
  return (
    <li className={styles.row}>
      <Tooltip content={isDone ? 'Not done after all' : 'Done'} relationship="description">
        <Button
          className={styles.circle}
          appearance="transparent"
          size="small"
          aria-label={label}
          icon={isDone ? <CheckmarkCircleFilled /> : <CircleRegular />}
          onClick={() => onDone(task)}
        />
      </Tooltip>
      <button
        type="button"
        ref={opener}
        className={styles.words}
        aria-expanded={false}
        onClick={() => setOpen(true)}
      >
        <Text className={mergeClasses(isDone && styles.done)}>{task.title || '(No title)'}</Text>
        <Facts task={task} isLate={props.isLate} />
      </button>
    </li>
  )
}

const statusWords: Partial<Record<NonNullable<Task['status']>, string>> = {
  inProgress: 'In progress',
  waitingOnOthers: 'Waiting',
  deferred: 'Put off',
}

function Facts({ task, isLate }: { task: Task; isLate: boolean }) {
  const styles = useStyles()
  const due = dueDay(task)
  const status = task.status && statusWords[task.status]
  return (
    <span className={styles.line}>
      {task.hasConflict && <WarningFilled aria-label="In conflict" />}
      {task.syncState === 'refused' && (
        <ErrorCircleRegular
          aria-label={`Refused by the mailbox: ${task.syncProblem ?? ''}`}
          title={`Refused by the mailbox: ${task.syncProblem ?? ''}`}
        />
      )}
      {task.syncState === 'pending' && <ArrowSyncRegular aria-label="On its way" />}
      {task.importance === 'high' && <ImportantFilled className={styles.important} aria-label="Important" />}
      {due && <span className={mergeClasses(isLate && styles.late)}>{dueText(due, today())}</span>}
      {status && <span>{status}</span>}
      {task.isReminderOn && <AlertRegular aria-label="Reminder" />}
      {task.body && task.body.content.trim() !== '' && <NoteRegular aria-label="Notes" />}
    </span>
  )
}
