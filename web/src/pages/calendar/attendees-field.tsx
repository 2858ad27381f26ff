import { Text } from '@fluentui/react-components'
import type { Person } from '../../address-text.ts'
import { PeopleField } from '../../components/people-field.tsx'
import type { Attendee } from '../../shapes.ts'

interface Guest extends Person {
  type: Attendee['type']
}

/** Who is invited: those who must come, and those who may. */
export function AttendeesField(props: {
  mailboxId: string
  attendees: Attendee[]
  onChange: (attendees: Attendee[]) => void
}) {
  const guests = props.attendees.map(({ type, emailAddress }) => ({
    type,
    name: emailAddress.name ?? '',
    address: emailAddress.address,
  }))
  const change = (kind: 'required' | 'optional', some: Guest[]) => {
    const others = guests.filter((guest) => isOptional(guest) !== (kind === 'optional'))
    const all = kind === 'required' ? [...some, ...others] : [...others, ...some]
    props.onChange(
      all.map(({ type, name, address }) => ({
        type,
        emailAddress: name === '' ? { address } : { name, address },
      })),
    )
  }
  const field = (kind: 'required' | 'optional', label: string, hint?: string) => (
    <PeopleField
      mailboxId={props.mailboxId}
      label={label}
      hint={hint}
      people={guests.filter((guest) => isOptional(guest) === (kind === 'optional'))}
      make={(person) => ({ ...person, type: kind })}
      after={({ type }) => type === 'resource' && <Text size={200}>room or device</Text>}
      onChange={(some) => change(kind, some)}
    />
  )
  return (
    <>
      {field('required', 'Attendees', 'Nobody is mailed before you have seen who and said yes.')}
      {guests.length > 0 && field('optional', 'Optional attendees')}
    </>
  )
}

function isOptional({ type }: Guest): boolean {
  return type === 'optional'
}
