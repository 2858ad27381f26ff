import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  Radio,
  RadioGroup,
} from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { plainError } from '../../plain-error.ts'
import { queryClient } from '../../query-client.ts'
import { queues } from '../../queues-api.ts'
import type { Mailbox, PutQueue, Queue } from '../../shapes.ts'
import { canKeep, KeepField } from './keep-field.tsx'

type Since = 'now' | 'all' | 'day'

/** Makes a mailbox a queue. */
export function MakeQueue({ mailbox }: { mailbox: Mailbox }) {
  const [draft, setDraft] = useState<Draft>({
    name: mailbox.displayName || mailbox.address,
    mark: 'read',
    keepDays: null,
  })
  const [since, setSince] = useState<Since>('now')
  const [day, setDay] = useState('')
  const save = usePut(mailbox.id, 'It is a queue now. Its mail is being fetched.')
  return (
    <Ask
      trigger={<Button appearance="primary">Make this mailbox a queue</Button>}
      title="Make this mailbox a queue"
      yes="Make it a queue"
      isReady={draft.name.trim() !== '' && canKeep(draft.keepDays) && (since !== 'day' || day !== '')}
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
          <Radio value="all" label="Everything that is in the inbox" />
          <Radio value="day" label="What came since a day" />
        </RadioGroup>
      </Field>
      {since === 'day' && (
        <Field label="Since" required>
          <Input type="date" value={day} onChange={(_, { value }) => setDay(value)} />
        </Field>
      )}
      <MarkField draft={draft} onChange={setDraft} />
      <KeepField days={draft.keepDays} onChange={(keepDays) => setDraft({ ...draft, keepDays })} />
    </Ask>
  )
}

/** Changes the name of a queue, what is done with what was fetched, and how long it is kept. */
export function ChangeQueue({ queue }: { queue: Queue }) {
  const [typed, setTyped] = useState<Partial<Draft>>({})
  const draft = { name: queue.name, mark: queue.mark, keepDays: queue.keepDays, ...typed }
  const save = usePut(queue.id, 'Saved.')
  return (
    <Ask
      trigger={<Button>Change</Button>}
      title="Change the queue"
      yes="Save"
      isReady={draft.name.trim() !== '' && canKeep(draft.keepDays)}
      onYes={() => save.mutateAsync(draft, { onSuccess: () => setTyped({}) })}
    >
      <Refusal error={save.error} />
      <NameField draft={draft} onChange={setTyped} />
      <MarkField draft={draft} onChange={setTyped} />
      <KeepField days={draft.keepDays} onChange={(keepDays) => setTyped({ ...draft, keepDays })} />
    </Ask>
  )
}

type Draft = Pick<Queue, 'name' | 'mark' | 'keepDays'>
interface DraftProps {
  draft: Draft
  onChange: (draft: Draft) => void
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

function MarkField({ draft, onChange }: DraftProps) {
  return (
    <Field label="In the mailbox, a message that was fetched is">
      <RadioGroup
        value={draft.mark}
        onChange={(_, { value }) => onChange({ ...draft, mark: value as Draft['mark'] })}
      >
        <Radio value="read" label="Marked as read" />
        <Radio value="nothing" label="Left as it is" />
      </RadioGroup>
    </Field>
  )
}
