import { Button, Field, Input, Textarea } from '@fluentui/react-components'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { useAct } from '../../components/use-act.ts'
import { customers } from '../../customers-api.ts'
import { keys } from '../../keys.ts'
import type { Customer } from '../../shapes.ts'

const most = 20

/** How a customer is called here: a name of our own, and labels that rules look at. */
export function ChangeCustomer({ customer }: { customer: Customer }) {
  const { id } = customer
  // What nobody has typed follows the customer: a merge brings labels, and somebody else may change them.
  const [draft, setDraft] = useState<{ name?: string; typed?: string }>({})
  const { name = customer.name, typed = customer.labels.join('\n') } = draft
  const labels = typed.split('\n').flatMap((line) => line.trim() || [])
  const isLong = labels.length > most || labels.some((label) => label.length > 50)
  const save = useAct(
    () => customers.change(id, { labels, ...(name.trim() !== customer.name && { name: name.trim() }) }),
    { said: 'Saved.', touches: [keys.customer(id), ['customers', 'found']] },
  )
  return (
    <Ask
      trigger={<Button>Change</Button>}
      title="Name and labels"
      yes="Save"
      isReady={!isLong && (name.trim() !== '' || customer.name === '')}
      onYes={() => save.mutateAsync(undefined, { onSuccess: () => setDraft({}) })}
    >
      <Field label="Name" hint="Who writes gave it; here they are called as you write it." required>
        <Input
          value={name}
          maxLength={200}
          onChange={(_, { value }) => setDraft({ ...draft, name: value })}
        />
      </Field>
      <Field
        label="Labels"
        hint="One a line, such as VIP. Rules of queues can look at them."
        validationState={isLong ? 'error' : 'none'}
        validationMessage={isLong ? `At most ${most} labels of 50 letters.` : undefined}
      >
        <Textarea
          resize="vertical"
          rows={3}
          value={typed}
          onChange={(_, { value }) => setDraft({ ...draft, typed: value })}
        />
      </Field>
    </Ask>
  )
}
