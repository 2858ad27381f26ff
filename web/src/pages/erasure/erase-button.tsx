import { Button, Field, Input, Text, Textarea } from '@fluentui/react-components'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { useAct } from '../../components/use-act.ts'
import { personalData, type StartedErasure } from '../../erasures-api.ts'
import { keys } from '../../keys.ts'

/** Erases a person after the reason and, typed again, an address. */
export function EraseButton(props: {
  organisationId: string
  addresses: string[]
  onStarted: (erasure: StartedErasure) => void
}) {
  const { organisationId, addresses } = props
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  const [first = ''] = addresses
  const erase = useAct(() => personalData.erase(organisationId, { addresses, reason: reason.trim() }), {
    said: 'It is being erased. The certificate appears below.',
    touches: [keys.erasures(organisationId), keys.queues()],
  })
  return (
    <Ask
      trigger={<Button>Erase this person</Button>}
      title="Erase this person?"
      yes="Erase for ever"
      isReady={reason.trim() !== '' && typed.trim().toLowerCase() === first.toLowerCase()}
      onYes={async () => props.onStarted(await erase.mutateAsync())}
    >
      <Text>Nobody can bring it back. Download what is kept first, if it may be needed.</Text>
      <Field
        label="Reason"
        hint="Who asked for it and when, without an address: it stays in the audit log."
        required
      >
        <Textarea maxLength={500} value={reason} onChange={(_, { value }) => setReason(value)} />
      </Field>
      <Field label={`Type ${first} to confirm`} required>
        <Input value={typed} autoComplete="off" onChange={(_, { value }) => setTyped(value)} />
      </Field>
    </Ask>
  )
}
