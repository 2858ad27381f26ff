import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Textarea,
  tokens,
} from '@fluentui/react-components'
import { DeleteRegular } from '@fluentui/react-icons'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { Choice } from '../../components/choice.tsx'
import type { Task, TaskFields } from '../../shapes.ts'
import { ConflictBar } from '../contacts/conflict-bar.tsx'
import { type TaskDraft, taskChanges, taskDraft } from './task-draft.ts'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    margin: tokens.spacingHorizontalXS,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS },
  remove: { marginInlineStart: 'auto' },
})

const statuses: Record<TaskDraft['status'], string> = {
  notStarted: 'Not started',
  inProgress: 'In progress',
  waitingOnOthers: 'Waiting on others',
  deferred: 'Put off',
  completed: 'Done',
}
const importances: Record<TaskDraft['importance'], string> = { low: 'Low', normal: 'Normal', high: 'High' }

/** A task with all that can be written of it: Enter saves, Esc leaves it as it was. */
export function TaskForm(props: {
  task: Task
  onSave: (changes: TaskFields) => void
  onRemove: () => void
  onCancel: () => void
}) {
  const styles = useStyles()
  const { task } = props
  const [begun] = useState(() => taskDraft(task))
  const [draft, setDraft] = useState(begun)
  const set = (change: Partial<TaskDraft>) => setDraft({ ...draft, ...change })
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (draft.title.trim() !== '') props.onSave(taskChanges(begun, draft))
  }
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.stopPropagation()
    props.onCancel()
  }
  return (
    <form className={styles.root} onSubmit={save} onKeyDown={leave} aria-label="Task">
      {task.hasConflict && <ConflictBar record={task} />}
      {task.syncState === 'refused' && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>
            The mailbox refused the last edit: {task.syncProblem ?? 'it did not say why.'}
          </MessageBarBody>
        </MessageBar>
      )}
      <Field label="Title" required>
        <Input
          value={draft.title}
          maxLength={255}
          autoFocus
          onChange={(_, data) => set({ title: data.value })}
        />
      </Field>
      <Field label="Due">
        <Input type="date" value={draft.due} onChange={(_, data) => set({ due: data.value })} />
      </Field>
      <Field label="Reminder">
        <Input
          type="datetime-local"
          value={draft.reminder}
          onChange={(_, data) => set({ reminder: data.value })}
        />
      </Field>
      <Choice label="Status" words={statuses} value={draft.status} onChange={(status) => set({ status })} />
      <Choice
        label="Importance"
        words={importances}
        value={draft.importance}
        onChange={(importance) => set({ importance })}
      />
      <Field label="Notes">
        <Textarea
          rows={4}
          resize="vertical"
          value={draft.notes}
          onChange={(_, data) => set({ notes: data.value })}
        />
      </Field>
      <div className={styles.buttons}>
        <Button type="submit" appearance="primary" size="small" disabled={draft.title.trim() === ''}>
          Save
        </Button>
        <Button size="small" onClick={props.onCancel}>
          Cancel
        </Button>
        <Button
          className={styles.remove}
          appearance="subtle"
          size="small"
          icon={<DeleteRegular />}
          onClick={props.onRemove}
        >
          Delete
        </Button>
      </div>
    </form>
  )
}
