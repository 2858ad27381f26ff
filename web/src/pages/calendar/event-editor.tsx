import {
  Button,
  Dropdown,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Option,
  Spinner,
  Switch,
  Title3,
  tokens,
} from '@fluentui/react-components'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { Choice } from '../../components/choice.tsx'
import { AttendeesField } from './attendees-field.tsx'
import { CategoriesField } from './categories-field.tsx'
import type { EventDraft } from './event-draft.ts'
import { draftProblem } from './event-draft.ts'
import { reminderChoices, reminderText, sensitivityWords, showAsWords } from './event-words.ts'
import { RepeatField } from './repeat-field.tsx'
import { TimeFields } from './time-fields.tsx'

// The text editor is a large program of its own; the rest of the form does not wait for it.
const RichText = lazy(() =>
  import('../../components/rich-text.tsx').then((program) => ({ default: program.RichText })),
)

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  pair: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(160px, 1fr))',
    gap: tokens.spacingHorizontalM,
  },
  dropdown: { minWidth: '0' },
  buttons: {
    position: 'sticky',
    bottom: `calc(-1 * ${tokens.spacingHorizontalXL})`,
    zIndex: 2,
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    marginBottom: `calc(-1 * ${tokens.spacingHorizontalXL})`,
    paddingBlock: tokens.spacingVerticalM,
    backgroundColor: tokens.colorNeutralBackground1,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
})

/** An event to be filled in; `onSave` is told what was typed, and the form stays until it is closed from outside. */
export function EventEditor(props: {
  mailboxId: string
  title: string
  begun: EventDraft
  canRepeat: boolean
  onCancel: () => void
  onSave: (draft: EventDraft) => Promise<void>
}) {
  const styles = useStyles()
  const [draft, setDraft] = useState(props.begun)
  const [isBusy, setBusy] = useState(false)
  const [isTried, setTried] = useState(false)
  const set = (change: Partial<EventDraft>) => setDraft((before) => ({ ...before, ...change }))
  const problem = draftProblem(draft)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (problem) return
    setBusy(true)
    await props.onSave(draft)
    setBusy(false)
  }
  return (
    <form className={styles.root} onSubmit={(event) => void save(event)}>
      <Title3 as="h2">{props.title}</Title3>
      <Field label="Title">
        <Input
          value={draft.subject}
          maxLength={255}
          autoFocus
          onChange={(_, data) => set({ subject: data.value })}
        />
      </Field>
      <TimeFields draft={draft} onChange={setDraft} />
      {props.canRepeat && <RepeatField draft={draft} onChange={(recurrence) => set({ recurrence })} />}
      <Field label="Place">
        <Input value={draft.location} maxLength={255} onChange={(_, data) => set({ location: data.value })} />
      </Field>
      {props.canRepeat && (
        <Switch
          label="Online meeting: the mailbox’s service makes a link to join"
          checked={draft.isOnlineMeeting}
          onChange={(_, data) => set({ isOnlineMeeting: data.checked })}
        />
      )}
      <AttendeesField
        mailboxId={props.mailboxId}
        attendees={draft.attendees}
        onChange={(attendees) => set({ attendees })}
      />
      <ShownAs draft={draft} onChange={set} />
      <CategoriesField categories={draft.categories} onChange={(categories) => set({ categories })} />
      <Field label="Description">
        <Suspense fallback={<Spinner size="tiny" />}>
          <RichText label="Description" html={props.begun.body} onChange={(body) => set({ body })} />
        </Suspense>
      </Field>
      {isTried && problem && (
        <MessageBar intent="error">
          <MessageBarBody role="alert">{problem}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.buttons}>
        <Button type="submit" appearance="primary" disabledFocusable={isBusy}>
          {isBusy ? 'Saving …' : 'Save'}
        </Button>
        <Button onClick={props.onCancel}>Cancel</Button>
      </div>
    </form>
  )
}

function ShownAs(props: { draft: EventDraft; onChange: (change: Partial<EventDraft>) => void }) {
  const styles = useStyles()
  const { draft, onChange } = props
  const choices = new Set([...reminderChoices, ...(draft.reminder === null ? [] : [draft.reminder])])
  return (
    <div className={styles.pair}>
      <Field label="Reminder">
        <Dropdown
          className={styles.dropdown}
          value={reminderText(draft.reminder)}
          selectedOptions={[String(draft.reminder)]}
          onOptionSelect={(_, { optionValue }) =>
            onChange({ reminder: optionValue === 'null' ? null : Number(optionValue) })
          }
        >
          <Option value="null">No reminder</Option>
          {[...choices]
            .sort((one, other) => one - other)
            .map((minutes) => (
              <Option key={minutes} value={String(minutes)}>
                {reminderText(minutes)}
              </Option>
            ))}
        </Dropdown>
      </Field>
      <Choice
        label="Shown as"
        words={showAsWords}
        value={draft.showAs}
        onChange={(showAs) => onChange({ showAs })}
      />
      <Choice
        label="Sensitivity"
        words={sensitivityWords}
        value={draft.sensitivity}
        onChange={(sensitivity) => onChange({ sensitivity })}
      />
    </div>
  )
}
