import { Input, makeStyles, Textarea, tokens } from '@fluentui/react-components'
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react'
import { addressParts, type Draft } from './field-draft.ts'
import type { Field } from './field-list.ts'

const useStyles = makeStyles({
  parts: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
})

/** The inputs of one field. In those of several lines Enter begins a line and Ctrl+Enter saves. */
export function FieldInputs(props: {
  field: Field
  draft: Draft
  onChange: (draft: Draft) => void
  /** The person just asked to type here. */
  autoFocus?: boolean
}) {
  const styles = useStyles()
  const first = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  useFocusOnce(first, props.autoFocus === true)
  const { field, draft } = props
  if (field.kind === 'address') {
    return (
      <div className={styles.parts}>
        {addressParts.map(([part, label], index) => (
          <Input
            key={part}
            ref={index === 0 ? first : undefined}
            aria-label={label}
            placeholder={label}
            value={draft[part] ?? ''}
            onChange={(_, data) => props.onChange({ ...draft, [part]: data.value })}
          />
        ))}
      </div>
    )
  }
  if (field.kind === 'text' || field.kind === 'day') {
    return (
      <Input
        ref={first}
        type={field.kind === 'day' ? 'date' : 'text'}
        value={draft.value ?? ''}
        onChange={(_, data) => props.onChange({ value: data.value })}
      />
    )
  }
  return (
    <Textarea
      ref={first}
      rows={field.kind === 'long' ? 8 : 3}
      resize="vertical"
      placeholder={field.kind === 'long' ? undefined : 'One per line'}
      value={draft.value ?? ''}
      onKeyDown={saveOnCtrlEnter}
      onChange={(_, data) => props.onChange({ value: data.value })}
    />
  )
}

function useFocusOnce(ref: RefObject<HTMLInputElement | HTMLTextAreaElement | null>, wanted: boolean): void {
  useLayoutEffect(() => {
    if (wanted) ref.current?.focus()
  }, [ref, wanted])
}

function saveOnCtrlEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit()
}
