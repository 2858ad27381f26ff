import { Button, Text } from '@fluentui/react-components'
import { Ask } from '../../components/ask.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { useAct } from '../../components/use-act.ts'
import { useMe } from '../../components/use-me.ts'
import { useOrganisations } from '../../components/use-organisations.ts'
import { Day } from '../../components/when.tsx'
import { type Person, people } from '../../people-api.ts'
import { numberText } from '../../time-text.ts'
import { ChangePerson } from './change-person.tsx'
import { roleWords } from './role-words.ts'

/** People, what they may open, and what can be changed about it. */
export function PeopleTable(props: { items: Person[]; withOrganisation: boolean }) {
  const { nameOf } = useOrganisations()
  const me = useMe()
  const organisation: Column<Person> = {
    title: 'Organisation',
    cell: ({ organisationId }) => nameOf(organisationId),
  }
  return (
    <DataTable
      label="People"
      items={props.items}
      columns={[
        {
          title: 'Name',
          cell: ({ name, email }) => (
            <span>
              {name}
              <br />
              <Text size={200}>{email}</Text>
            </span>
          ),
        },
        { title: 'Role', cell: ({ role }) => roleWords[role] },
        ...(props.withOrganisation ? [organisation] : []),
        {
          title: 'Mailboxes',
          cell: ({ role, mailboxIds }) =>
            role === 'agent' ? numberText(mailboxIds.length) : 'All of theirs',
        },
        { title: 'Since', cell: ({ createdAt }) => <Day at={createdAt} /> },
        {
          title: 'Change',
          cell: (person) =>
            person.organisationId !== null && (
              <ChangePerson person={person} organisation={person.organisationId} />
            ),
        },
        { title: 'Remove', cell: (person) => person.id !== me?.id && <Remove person={person} /> },
      ]}
    />
  )
}

function Remove({ person }: { person: Person }) {
  const remove = useAct(() => people.remove(person.id), {
    said: `${person.name} cannot sign in any more.`,
    touches: [['people-of']],
  })
  return (
    <Ask
      title={`Remove ${person.name}?`}
      yes="Remove"
      onYes={() => remove.mutateAsync()}
      trigger={<Button size="small">Remove</Button>}
    >
      <Text>
        {person.email} is signed out everywhere at once and cannot sign in any more. What they wrote stays.
      </Text>
    </Ask>
  )
}
