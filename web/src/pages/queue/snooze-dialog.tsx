import { Field, Input } from '@fluentui/react-components'
import { useState } from 'react'
import { ActDialog, ActForm } from './act-dialog.tsx'
import { chosenMoment } from './snooze-moments.ts'

interface Props {
  onChoose: (until: string) => void
  onClose: () => void
}

/** Puts a conversation off until a chosen moment. */
export function SnoozeDialog(props: Props & { isOpen: boolean }) {
  return (
    <ActDialog isOpen={props.isOpen} onClose={props.onClose}>
      <SnoozeForm {...props} />
    </ActDialog>
  )
}

function SnoozeForm({ onChoose, onClose }: Props) {
  const [typed, type] = useState('')
  const until = chosenMoment(typed, Date.now())
  return (
    <ActForm
      title="Put it off until"
      yes="Put off"
      isReady={until !== undefined}
      onYes={() => {
        if (until !== undefined) onChoose(until)
        onClose()
      }}
      onClose={onClose}
    >
      <Field
        label="Day and time"
        hint="Then it is back by itself, or earlier if somebody writes."
        validationMessage={typed !== '' && until === undefined ? 'This moment has passed.' : undefined}
      >
        <Input type="datetime-local" value={typed} onChange={(_, { value }) => type(value)} />
      </Field>
    </ActForm>
  )
}
