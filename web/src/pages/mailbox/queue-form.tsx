import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  Radio,
  RadioGroup,
  Switch,
} from '@fluentui/react-components'
import type { PutQueue } from '@tandem/model/api/queues.ts'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { plainError } from '../../plain-error.ts'
import { queryClient } from '../../query-client.ts'
import { queues } from '../../queues-api.ts'
import type { Mailbox, Queue } from '../../shapes.ts'
import { canKeep, KeepField } from './keep-field.tsx'
import { FoldersField } from './mail-folders.tsx'
import { canMark, MarkField } from './mark-field.tsx'
import { draftOf, newDraft, type QueueDraft } from './queue-draft.ts'

type Since = 'now' | 'all' | 'day'

/** Makes a mailbox a queue. */
export function MakeQueue({ mailbox }: { mailbox: Mailbox }) {
  const [draft, setDraft] = useState(newDraft(mailbox.displayName || mailbox.address))
  const [since, setSince] = useState<Since>('now')
  const [day, setDay] = useState('')
  const save = usePut(mailbox.id, 'It is a queue now. Its mail is being fetched.')
  return (
    <Ask
      trigger={<Button appearance="primary">Make this mailbox a queue</Button>}
      title="Make this mailbox a queue"
      yes="Make it a queue"
      isReady={isReady(draft) && (since !== 'day' || day !== '')}
      // The day begins where the person is.
      onYes={() =>
        save.mutateAsync({
          ...draft,
          since: since === 'day' ? new Date(`${day}T00:00`).toISOString() : since,
        })
      }
    >
      <Refusal error={save.error} />
      <NameField draft={draft} onChange={setDraft} />
      <Field label="Which mail is fetched">
        <RadioGroup value={since} onChange={(_, { value }) => setSince(value as Since)}>
          <Radio value="now" label="What comes from now on" />
          <Radio value="all" label="Everything that is there" />
          <Radio value="day" label="What came since a day" />
        </RadioGroup>
      </Field>
      {since === 'day' && (
        <Field label="Since" required>
          <Input type="date" value={day} onChange={(_, { value }) => setDay(value)} />
        </Field>
      )}
      <Choices mailboxId={mailbox.id} draft={draft} onChange={setDraft} />
    </Ask>
  )
}

/** Changes everything of a queue but from when on its mail is fetched. */
export function ChangeQueue({ queue }: { queue: Queue }) {
  const [typed, setTyped] = useState<Partial<QueueDraft>>({})
  const draft = { ...draftOf(queue), ...typed }
  const save = usePut(queue.id, 'Saved.')
  return (
    <Ask
      trigger={<Button>Change</Button>}
      title="Change the queue"
      yes="Save"
      isReady={isReady(draft)}
      onYes={() => save.mutateAsync(draft, { onSuccess: () => setTyped({}) })}
    >
      <Refusal error={save.error} />
      <NameField draft={draft} onChange={setTyped} />
      <Choices
        mailboxId={queue.id}
        hint="Of a folder that is added, mail that comes from now on is fetched."
        draft={draft}
        onChange={setTyped}
      />
    </Ask>
  )
}

interface DraftProps {
  draft: QueueDraft
  onChange: (draft: QueueDraft) => void
}

function isReady(draft: QueueDraft): boolean {
  return draft.name.trim() !== '' && canKeep(draft.keepDays) && canMark(draft)
}

function Choices(props: DraftProps & { mailboxId: string; hint?: string }) {
  const { mailboxId, draft, onChange } = props
  const change = (changes: Partial<QueueDraft>) => onChange({ ...draft, ...changes })
  return (
    <>
      <FoldersField
        mailboxId={mailboxId}
        chosen={draft.folders}
        onChange={(folders) => change({ folders })}
      />
      <MarkField mailboxId={mailboxId} draft={draft} onChange={change} />
      <Field hint="Such as [#7KQ2M9XWPA]. It leads answers back to their conversation where a mail program does not say what they answer.">
        <Switch
          label="Put a reference into the subject of answers"
          checked={draft.subjectToken}
          onChange={(_, { checked }) => change({ subjectToken: checked })}
        />
      </Field>
      <KeepField days={draft.keepDays} onChange={(keepDays) => change({ keepDays })} />
    </>
  )
}

function usePut(mailboxId: string, said: string) {
  const toasts = useToasts()
  return useMutation({
    mutationFn: (body: PutQueue) => queues.put(mailboxId, body),
    onSuccess: async () => {
      toasts.done(said)
      const touched = [keys.queues(), keys.mailbox(mailboxId)]
      await Promise.all(touched.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
    },
  })
}

/** Why it cannot be, and what to do. */
export function Refusal({ error }: { error: Error | null }) {
  if (!error) return null
  const { title, advice } = plainError(error)
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody role="alert">
        <MessageBarTitle>{title}</MessageBarTitle> {advice}
      </MessageBarBody>
    </MessageBar>
  )
}

function NameField({ draft, onChange }: DraftProps) {
  return (
    <Field label="Name" hint="As it stands in the Workspace, such as “Rentals”." required>
      <Input
        value={draft.name}
        maxLength={200}
        onChange={(_, { value }) => onChange({ ...draft, name: value })}
      />
    </Field>
  )
}
