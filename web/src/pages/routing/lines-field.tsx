import { Field, Textarea } from '@fluentui/react-components'
import { useState } from 'react'

/** Several texts, one a line; an empty field is none at all. */
export function LinesField(props: {
  label: string
  hint: string
  lines: string[] | undefined
  problem: string | undefined
  onChange: (lines: string[] | undefined) => void
}) {
  // What is typed stays as it is, also a line that is still empty.
  const [typed, setTyped] = useState(() => (props.lines ?? []).join('\n'))
  const change = (text: string) => {
    setTyped(text)
    const lines = text.split('\n').flatMap((line) => line.trim() || [])
    props.onChange(lines.length === 0 ? undefined : lines)
  }
  return (
    <Field
      label={props.label}
      hint={props.hint}
      validationState={props.problem ? 'error' : 'none'}
      validationMessage={props.problem}
    >
      <Textarea resize="vertical" rows={2} value={typed} onChange={(_, { value }) => change(value)} />
    </Field>
  )
}
