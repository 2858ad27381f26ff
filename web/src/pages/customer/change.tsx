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
  const [name, setName] = useState(customer.name)
  const [typed, setTyped] = useState(customer.labels.join('\n'))
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
      onYes={() => save.mutateAsync()}
    >
      <Field label="Name" hint="Who writes gave it; here they are called as you write it." required>
        <Input value={name} maxLength={200} onChange={(_, { value }) => setName(value)} />
      </Field>
      <Field
        label="Labels"
        hint="One a line, such as VIP. Rules of queues can look at them."
        validationState={isLong ? 'error' : 'none'}
        validationMessage={isLong ? `At most ${most} labels of 50 letters.` : undefined}
      >
        <Textarea resize="vertical" rows={3} value={typed} onChange={(_, { value }) => setTyped(value)} />
      </Field>
    </Ask>
  )
}
