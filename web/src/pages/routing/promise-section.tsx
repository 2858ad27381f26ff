import { Field, Input, Select, Switch, Textarea } from '@fluentui/react-components'
import { Section } from '../../components/page.tsx'
import { useLast } from '../../components/use-last.ts'
import type { QueueRouting } from '../../routing-api.ts'
import { useCard } from './general-section.tsx'
import { problemsAt } from './routing-draft.ts'
import type { RoutingEdit } from './use-routing-draft.ts'

/** What senders are promised and told, and what happens to what nobody takes. */
export function PromiseSection({
  edit,
  queues,
}: {
  edit: RoutingEdit
  queues: { id: string; name: string }[]
}) {
  const styles = useCard()
  const { targetMinutes, acknowledgement, overflow } = edit.draft.routing
  const target = useLast(targetMinutes ?? undefined) ?? 240
  const written = useLast(acknowledgement ?? undefined) ?? { text: thanks, closedText: null }
  const over = useLast(overflow ?? undefined) ?? { afterMinutes: 60, queueId: null }
  const set = (changes: Partial<QueueRouting>) => edit.change(changes)
  return (
    <Section title="Promises">
      <div className={styles.card}>
        <Switch
          label="An answer is promised within a time"
          checked={targetMinutes !== null}
          onChange={(_, { checked }) => set({ targetMinutes: checked ? target : null })}
        />
        {targetMinutes !== null && (
          <MinutesField
            label="Answer within so many open minutes"
            hint="What waits longer is shown as late; the supervision counts how many were in time."
            value={targetMinutes}
            problem={edit.problems['/targetMinutes']}
            onChange={(minutes) => set({ targetMinutes: minutes })}
          />
        )}
        <Switch
          label="Senders are told at once that their mail has come in"
          checked={acknowledgement !== null}
          onChange={(_, { checked }) => set({ acknowledgement: checked ? written : null })}
        />
        {acknowledgement && (
          <AcknowledgementFields
            edit={edit}
            value={acknowledgement}
            onChange={(one) => set({ acknowledgement: one })}
          />
        )}
        <Switch
          label="What nobody takes goes on after a while"
          checked={overflow !== null}
          onChange={(_, { checked }) => set({ overflow: checked ? over : null })}
        />
        {overflow && (
          <>
            <MinutesField
              label="After so many open minutes"
              value={overflow.afterMinutes}
              problem={edit.problems['/overflow/afterMinutes']}
              onChange={(afterMinutes) => set({ overflow: { ...overflow, afterMinutes } })}
            />
            <Field
              className={styles.narrow}
              label="It goes"
              validationMessage={problemsAt(edit.problems, '/overflow/queueId')}
            >
              <Select
                value={overflow.queueId ?? ''}
                onChange={(_, { value }) => set({ overflow: { ...overflow, queueId: value || null } })}
              >
                <option value="">to any agent of this queue, whatever it asks for</option>
                {queues.map(({ id, name }) => (
                  <option key={id} value={id}>
                    into the queue {name}
                  </option>
                ))}
              </Select>
            </Field>
          </>
        )}
      </div>
    </Section>
  )
}

const thanks =
  'Thank you for your message. It has reached us, and one of us will answer it. You need not write again.'

type Acknowledgement = NonNullable<QueueRouting['acknowledgement']>

function AcknowledgementFields(props: {
  edit: RoutingEdit
  value: Acknowledgement
  onChange: (value: Acknowledgement) => void
}) {
  const { value, onChange, edit } = props
  const problem = problemsAt(edit.problems, '/acknowledgement/text')
  return (
    <>
      <Field
        label="What they read"
        hint="Sent once for a conversation and once a day to an address, never to a machine."
        validationState={problem ? 'error' : 'none'}
        validationMessage={problem}
      >
        <Textarea
          resize="vertical"
          rows={4}
          maxLength={20_000}
          value={value.text}
          onChange={(_, data) => onChange({ ...value, text: data.value })}
        />
      </Field>
      <Field
        label="What they read outside of opening hours"
        hint="Empty: the same."
        validationMessage={problemsAt(edit.problems, '/acknowledgement/closedText')}
      >
        <Textarea
          resize="vertical"
          rows={4}
          maxLength={20_000}
          value={value.closedText ?? ''}
          onChange={(_, data) => onChange({ ...value, closedText: data.value === '' ? null : data.value })}
        />
      </Field>
    </>
  )
}

function MinutesField(props: {
  label: string
  hint?: string
  value: number
  problem: string | undefined
  onChange: (minutes: number) => void
}) {
  return (
    <Field
      className={useCard().narrow}
      label={props.label}
      hint={props.hint}
      validationState={props.problem ? 'error' : 'none'}
      validationMessage={props.problem}
    >
      <Input
        type="number"
        min={1}
        max={100_000}
        // An emptied field is 0, which is no time: its problem says so.
        value={props.value === 0 ? '' : String(props.value)}
        onChange={(_, { value }) => props.onChange(Number(value))}
      />
    </Field>
  )
}
