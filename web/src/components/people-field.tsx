import { Field, makeStyles, mergeClasses, Tag, Text, tokens } from '@fluentui/react-components'
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import {
  addressLabel,
  endsAddress,
  isSameAddress,
  type Person,
  parseAddresses,
  typedAddressProblem,
} from '../address-text.ts'
import { PeopleList } from './people-list.tsx'
import { usePeople } from './use-people.ts'

const useStyles = makeStyles({
  box: {
    position: 'relative',
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    minHeight: '32px',
    padding: '3px 6px',
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    backgroundColor: tokens.colorNeutralBackground1,
    ':focus-within': { outline: `2px solid ${tokens.colorCompoundBrandStroke}`, outlineOffset: '-1px' },
  },
  input: {
    flexGrow: 1,
    minWidth: '140px',
    width: 0,
    border: 'none',
    outlineStyle: 'none',
    font: 'inherit',
    fontSize: tokens.fontSizeBase300,
    color: 'inherit',
    backgroundColor: 'transparent',
  },
  wrong: { backgroundColor: tokens.colorStatusDangerBackground1, color: tokens.colorStatusDangerForeground1 },
  after: { color: tokens.colorNeutralForeground2 },
})

interface Props<P extends Person> {
  mailboxId: string
  label: string
  people: P[]
  onChange: (people: P[]) => void
  make: (person: Person) => P
  /** Beside a person's name in the tag. */
  after?: (person: P) => ReactNode
  hint?: string
  autoFocus?: boolean
}

/**
 * Addresses as tags, with suggestions from the mailbox's contacts. Enter, Tab, a comma or a semicolon takes what is
 * typed; what is no address stays, marked, with the reason.
 */
export function PeopleField<P extends Person>(props: Props<P>) {
  const styles = useStyles()
  const listId = useId()
  const input = useRef<HTMLInputElement>(null)
  const typing = useTyping(props)
  const { people, onChange } = props
  const wrong = people.find(({ address }) => typedAddressProblem(address) !== undefined)
  const problem = wrong && `“${wrong.address}” ${typedAddressProblem(wrong.address)}.`
  const remove = (person: P) => {
    onChange(people.filter((one) => one !== person))
    input.current?.focus()
  }
  return (
    <Field
      label={props.label}
      hint={props.hint}
      validationMessage={problem}
      validationState={problem ? 'error' : 'none'}
    >
      {(field) => (
        <div className={styles.box}>
          {people.map((person) => (
            <PersonTag
              key={person.address}
              person={person}
              after={props.after?.(person)}
              onRemove={() => remove(person)}
            />
          ))}
          <input
            {...field}
            ref={input}
            className={styles.input}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
            autoFocus={props.autoFocus}
            role="combobox"
            aria-expanded={typing.found.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={typing.active >= 0 ? `${listId}-${typing.active}` : undefined}
            autoComplete="off"
            spellCheck={false}
            value={typing.typed}
            onChange={(event) => typing.type(event.target.value)}
            onKeyDown={typing.press}
            onBlur={typing.takeTyped}
          />
          <PeopleList
            id={listId}
            people={typing.found}
            active={typing.active}
            onChoose={(person) => typing.add([person])}
          />
        </div>
      )}
    </Field>
  )
}

function PersonTag(props: { person: Person; after: ReactNode; onRemove: () => void }) {
  const styles = useStyles()
  const { person } = props
  return (
    <Tag
      size="small"
      dismissible
      title={person.address}
      className={mergeClasses(typedAddressProblem(person.address) !== undefined && styles.wrong)}
      dismissIcon={{ 'aria-label': `Remove ${addressLabel(person)}` }}
      onClick={props.onRemove}
    >
      {addressLabel(person)}{' '}
      {props.after && (
        <Text className={styles.after} size={200}>
          {props.after}
        </Text>
      )}
    </Tag>
  )
}

/** What is typed beside the tags, what it finds, and what the keys do. */
function useTyping<P extends Person>({ mailboxId, people, onChange, make }: Props<P>) {
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(-1)
  const isThere = (address: string) => people.some((person) => isSameAddress(person.address, address))
  const found = usePeople(mailboxId, typed).filter(({ address }) => !isThere(address))
  const add = (more: Person[]) => {
    setTyped('')
    setActive(-1)
    const fresh = more.filter(
      ({ address }, index) =>
        !isThere(address) && more.findIndex((other) => isSameAddress(other.address, address)) === index,
    )
    if (fresh.length > 0) onChange([...people, ...fresh.map(make)])
  }
  const takeTyped = () => {
    if (typed.trim() !== '') add(parseAddresses(typed))
  }
  const type = (text: string) => {
    if (endsAddress(text)) return add(parseAddresses(text))
    setTyped(text)
    setActive(-1)
  }
  const take = () => {
    const chosen = found[active]
    if (chosen) add([chosen])
    else takeTyped()
  }
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && found.length > 0) {
      event.preventDefault()
      setActive(active < 0 && step < 0 ? found.length - 1 : (active + step + found.length) % found.length)
    } else if (event.key === 'Enter') {
      // Within a form Enter would send it.
      event.preventDefault()
      take()
    } else if (event.key === 'Tab' && typed.trim() !== '') {
      take()
    } else if (event.key === 'Escape' && typed !== '') {
      event.stopPropagation()
      setTyped('')
    } else if (event.key === 'Backspace' && typed === '' && people.length > 0) {
      onChange(people.slice(0, -1))
    }
  }
  return { typed, found, active, add, type, takeTyped, press }
}
