import { Button, Field, Textarea } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import { connections } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { useAct } from '../../components/use-act.ts'
import { addressProblem } from '../../credential-rules.ts'
import { keys } from '../../keys.ts'

/** Addresses that the directory does not show (or that should not wait for it), typed or pasted. */
export function AddMailboxes(props: { connectionId: string }) {
  const [typed, setTyped] = useState('')
  const addresses = typed.split(/[\s,;]+/).filter((address) => address !== '')
  const wrong = addresses.find((address) => addressProblem(address) !== undefined)
  const add = useAct(() => connections.addMailboxes(props.connectionId, addresses), {
    said: ({ added, known }) =>
      known.length === 0
        ? `${added.length} added.`
        : `${added.length} added; ${known.length} were there before.`,
    touches: [['mailboxes'], keys.connection(props.connectionId)],
  })
  return (
    <Ask
      title="Add mailboxes"
      yes="Add"
      isReady={addresses.length > 0 && !wrong}
      onYes={async () => {
        await add.mutateAsync()
        setTyped('')
      }}
      trigger={<Button icon={<AddRegular />}>Add addresses</Button>}
    >
      <Field
        label="Addresses"
        hint="One per line, or separated by commas."
        validationState={wrong ? 'error' : 'none'}
        validationMessage={wrong && `“${wrong}” is not an e-mail address: write it as name@domain.`}
      >
        <Textarea rows={6} value={typed} onChange={(_, data) => setTyped(data.value)} />
      </Field>
    </Ask>
  )
}
