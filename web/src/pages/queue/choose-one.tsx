import { Field, Input, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components'
import { type ReactNode, useState } from 'react'

const useStyles = makeStyles({
  list: { maxHeight: '40vh', overflowY: 'auto' },
  option: { display: 'flex', flexDirection: 'column', minWidth: '0', overflowWrap: 'anywhere' },
  name: { color: tokens.colorNeutralForeground1 },
  quiet: { color: tokens.colorNeutralForeground2 },
})

export interface Option {
  id: string
  name: string
  /** What else is known of it. */
  note?: ReactNode
}

/** More than so many are found by typing. */
const manyOptions = 8

/** One of a list, which is found by a part of its name where there are many. */
export function ChooseOne(props: {
  label: string
  options: Option[]
  chosen: string | undefined
  onChoose: (id: string) => void
}) {
  const styles = useStyles()
  const { options, chosen } = props
  const [typed, type] = useState('')
  const words = typed.trim().toLocaleLowerCase()
  const found = options.filter(({ name }) => name.toLocaleLowerCase().includes(words))
  return (
    <>
      {options.length > manyOptions && (
        <Field label="Find by name">
          <Input value={typed} onChange={(_, { value }) => type(value)} />
        </Field>
      )}
      <OptionList {...props} options={found} />
      {found.length === 0 && options.length > 0 && (
        <Text className={styles.quiet}>Nothing has “{typed.trim()}” in its name.</Text>
      )}
      {chosen !== undefined && !found.some(({ id }) => id === chosen) && (
        <Text>Chosen: {options.find(({ id }) => id === chosen)?.name}</Text>
      )}
    </>
  )
}

/** The list alone, for those who search by themselves. */
export function OptionList(props: {
  label: string
  options: Option[]
  chosen: string | undefined
  onChoose: (id: string) => void
}) {
  const styles = useStyles()
  return (
    <RadioGroup
      className={styles.list}
      aria-label={props.label}
      value={props.chosen ?? ''}
      onChange={(_, { value }) => props.onChoose(value)}
    >
      {props.options.map(({ id, name, note }) => (
        <Radio
          key={id}
          value={id}
          label={
            <span className={styles.option}>
              <bdi className={styles.name}>{name}</bdi>
              {note && (
                <Text size={200} className={styles.quiet}>
                  {note}
                </Text>
              )}
            </span>
          }
        />
      ))}
    </RadioGroup>
  )
}
