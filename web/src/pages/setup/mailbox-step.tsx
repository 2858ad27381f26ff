import { Button } from '@fluentui/react-components'
import { type FormEvent, useState } from 'react'
import { setup } from '../../api.ts'
import { CheckedField } from '../../components/checked-field.tsx'
import { useAct } from '../../components/use-act.ts'
import { addressProblem } from '../../credential-rules.ts'
import { keys } from '../../keys.ts'
import type { StepProps } from './setup-steps.tsx'
import { Step } from './step.tsx'

/** The mailbox that is tried, and the one that must be refused. */
export function MailboxStep(props: StepProps & { isScoped: boolean }) {
  const { connection, invitation, onNext } = props
  const [test, setTest] = useState(connection.testMailbox ?? '')
  const [refused, setRefused] = useState(connection.refusedMailbox ?? '')
  const save = useAct(
    () =>
      setup.change(invitation, {
        testMailbox: test.trim(),
        refusedMailbox: refused.trim() === '' ? null : refused.trim(),
      }),
    { touches: [keys.setup] },
  )
  const isSame = refused !== '' && test.trim().toLowerCase() === refused.trim().toLowerCase()
  const wrong = [
    addressProblem(test),
    isSame ? 'This is the test mailbox, which must be allowed.' : addressProblem(refused),
  ]
  const isReady = test.trim() !== '' && wrong.every((problem) => problem === undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) save.mutate(undefined, { onSuccess: onNext })
  }
  return (
    <Step
      title="Name test mailboxes"
      why="The proof reads in one mailbox what Tandem is for, writes an item of each kind there and removes it again."
    >
      <form onSubmit={submit}>
        <CheckedField
          label="Test mailbox"
          hint="A plain user with a licence, among those allowed."
          value={test}
          onChange={setTest}
          problem={wrong[0]}
          required
        />
        <CheckedField
          label="A mailbox that must be refused"
          hint={
            props.isScoped
              ? 'Somebody outside the group. We try it and expect a refusal.'
              : 'Leave it empty, since all mailboxes are meant.'
          }
          value={refused}
          onChange={setRefused}
          problem={wrong[1]}
        />
        <Button type="submit" appearance="primary" disabled={!isReady || save.isPending}>
          Save and go on
        </Button>
      </form>
    </Step>
  )
}
