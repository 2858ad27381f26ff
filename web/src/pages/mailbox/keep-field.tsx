import { Field, Input, Radio, RadioGroup } from '@fluentui/react-components'

const most = 36_500

/** Whether so many days can be kept. */
export function canKeep(days: number | null): boolean {
  return days === null || (Number.isInteger(days) && days >= 1 && days <= most)
}

/** How long closed conversations are kept; `null`: for ever. */
export function KeepField({
  days,
  onChange,
}: {
  days: number | null
  onChange: (days: number | null) => void
}) {
  return (
    <>
      <Field
        label="Closed conversations are kept"
        hint="When they go, their messages, files and answers go from Tandem. The mailbox itself keeps its mail."
      >
        <RadioGroup
          value={days === null ? 'ever' : 'days'}
          onChange={(_, { value }) => onChange(value === 'ever' ? null : 365)}
        >
          <Radio value="ever" label="For ever" />
          <Radio value="days" label="For some days after anything last happened to them" />
        </RadioGroup>
      </Field>
      {days !== null && (
        <Field label="Days" hint={canKeep(days) ? undefined : 'A whole number from 1 to 36500.'} required>
          <Input
            type="number"
            min={1}
            max={most}
            value={days === 0 ? '' : `${days}`}
            onChange={(_, { value }) => onChange(Number(value))}
          />
        </Field>
      )}
    </>
  )
}
