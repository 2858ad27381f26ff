import { Field, Input, makeStyles, tokens } from '@fluentui/react-components'

const useStyles = makeStyles({ field: { maxWidth: '560px', marginBottom: tokens.spacingVerticalM } })

/** A field whose problem is said while it is typed. */
export function CheckedField(props: {
  label: string
  hint?: string
  value: string
  onChange: (value: string) => void
  problem: string | undefined
  required?: boolean
}) {
  return (
    <Field
      className={useStyles().field}
      label={props.label}
      hint={props.hint}
      required={props.required}
      validationState={props.problem ? 'error' : 'none'}
      validationMessage={props.problem}
    >
      <Input
        value={props.value}
        spellCheck={false}
        autoComplete="off"
        onChange={(_, data) => props.onChange(data.value)}
      />
    </Field>
  )
}
