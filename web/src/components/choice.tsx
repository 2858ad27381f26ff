import { Dropdown, Field, makeStyles, Option } from '@fluentui/react-components'

// Fluent's own is at least 250 px wide, more than a column has.
const useStyles = makeStyles({ dropdown: { minWidth: '0' } })

/** One of a few words. */
export function Choice<Value extends string>(props: {
  label: string
  words: Record<Value, string>
  value: Value
  onChange: (value: Value) => void
}) {
  const { words, value } = props
  return (
    <Field label={props.label}>
      <Dropdown
        className={useStyles().dropdown}
        value={words[value]}
        selectedOptions={[value]}
        onOptionSelect={(_, { optionValue }) => optionValue && props.onChange(optionValue as Value)}
      >
        {(Object.keys(words) as Value[]).map((name) => (
          <Option key={name} value={name}>
            {words[name]}
          </Option>
        ))}
      </Dropdown>
    </Field>
  )
}
