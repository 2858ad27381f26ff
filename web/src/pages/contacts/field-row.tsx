import { Button, Field as Labelled, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components'
import { EditRegular } from '@fluentui/react-icons'
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import type { Contact, ContactFields } from '../../shapes.ts'
import { isSame } from '../../stale-edit.ts'
import { type Draft, draftProblem, fromDraft, readable, toDraft } from './field-draft.ts'
import { FieldInputs } from './field-inputs.tsx'
import type { Field } from './field-list.ts'

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: '128px 1fr auto',
    alignItems: 'start',
    gap: tokens.spacingHorizontalS,
    width: '100%',
    padding: `6px ${tokens.spacingHorizontalS}`,
    boxSizing: 'border-box',
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'start',
    cursor: 'text',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    '& .pen': { opacity: 0 },
    ':hover .pen': { opacity: 1 },
    ':focus-visible .pen': { opacity: 1 },
  },
  label: { color: tokens.colorNeutralForeground2 },
  value: { whiteSpace: 'pre-line', overflowWrap: 'anywhere' },
  empty: { color: tokens.colorNeutralForeground3 },
  form: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS },
})

interface Typing {
  started: Contact
  draft: Draft
}

/** A field that is read, and on a press typed in: Enter saves, Esc leaves it as it was. */
export function FieldRow(props: {
  field: Field
  contact: Contact
  onSave: (started: Contact, changes: ContactFields) => void
}) {
  const styles = useStyles()
  const { field, contact } = props
  const [typing, setTyping] = useState<Typing>()
  const opener = useRef<HTMLButtonElement>(null)
  const close = () => {
    setTyping(undefined)
    requestAnimationFrame(() => opener.current?.focus())
  }
  const text = readable(field, contact[field.name])
  if (!typing) {
    const start = () => setTyping({ started: contact, draft: toDraft(field, contact) })
    return (
      <button type="button" ref={opener} className={styles.row} onClick={start}>
        <Text className={styles.label}>{field.label}</Text>
        <Text className={mergeClasses(styles.value, text === '' && styles.empty)}>{text || 'Add'}</Text>
        <EditRegular className="pen" aria-label="Edit" />
      </button>
    )
  }
  const problem = draftProblem(field, typing.draft)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (problem) return
    const changes = fromDraft(field, typing.draft)
    if (!isSame(changes[field.name], typing.started[field.name])) props.onSave(typing.started, changes)
    close()
  }
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    close()
  }
  return (
    <form className={styles.form} onSubmit={save} onKeyDown={leave}>
      <Labelled label={field.label} validationMessage={problem} validationState={problem ? 'error' : 'none'}>
        <FieldInputs
          field={field}
          draft={typing.draft}
          onChange={(draft) => setTyping({ ...typing, draft })}
          autoFocus
        />
      </Labelled>
      <div className={styles.buttons}>
        <Button type="submit" appearance="primary" size="small" disabled={problem !== undefined}>
          Save
        </Button>
        <Button size="small" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
