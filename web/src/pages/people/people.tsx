import { Dropdown, Field, makeStyles, Option, Text, tokens } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Loaded } from '../../components/loaded.tsx'
import { Page, Section } from '../../components/page.tsx'
import { ShownOnce } from '../../components/shown-once.tsx'
import { useMe } from '../../components/use-me.ts'
import { useOrganisations } from '../../components/use-organisations.ts'
import { keys } from '../../keys.ts'
import { people } from '../../people-api.ts'
import { InvitePerson } from './invite-person.tsx'
import { OpenInvitations } from './open-invitations.tsx'
import { PeopleTable } from './people-table.tsx'
import { SecondFactorRule } from './second-factor-rule.tsx'

const useStyles = makeStyles({
  filter: { maxWidth: '360px' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

const route = getRouteApi('/inside/people')

/** Who can sign in: of all organisations for operators, of their own for administrators. */
export function PeoplePage() {
  const styles = useStyles()
  const { organisation: chosen } = route.useSearch()
  const me = useMe()
  const isOperator = me?.kind === 'operator'
  const organisation = isOperator ? chosen : (me?.organisationId ?? undefined)
  const [url, setUrl] = useState<string>()
  const query = useQuery({
    queryKey: keys.people(organisation),
    queryFn: () => people.list(organisation),
    enabled: me !== undefined,
  })
  return (
    <Page
      title="People"
      below={<Text className={styles.quiet}>Who can sign in, and what they may do.</Text>}
      actions={<InvitePerson organisation={organisation} isOperator={isOperator} onMade={setUrl} />}
    >
      {url && (
        <ShownOnce
          what="link"
          text={url}
          note="Send it to the person, who chooses a password with it. Tandem sends no mail about it."
          onDone={() => setUrl(undefined)}
        />
      )}
      {isOperator && <OrganisationFilter chosen={chosen} />}
      <Section title="Who can sign in">
        <Loaded query={query} rows={6}>
          {({ items }) =>
            items.length === 0 ? (
              <Text>Nobody of this organisation yet. Invite its administrator first.</Text>
            ) : (
              <PeopleTable items={items} withOrganisation={organisation === undefined} />
            )
          }
        </Loaded>
      </Section>
      <OpenInvitations organisation={organisation} />
      {organisation && <SecondFactorRule organisation={organisation} />}
    </Page>
  )
}

function OrganisationFilter(props: { chosen: string | undefined }) {
  const styles = useStyles()
  const navigate = useNavigate({ from: '/people' })
  const { items, nameOf } = useOrganisations()
  const all = 'All organisations'
  return (
    <Field label="Organisation" className={styles.filter}>
      <Dropdown
        value={props.chosen ? nameOf(props.chosen) : all}
        selectedOptions={[props.chosen ?? '']}
        onOptionSelect={(_, { optionValue }) =>
          void navigate({ search: { organisation: optionValue || undefined } })
        }
      >
        <Option value="">{all}</Option>
        {items.map(({ id, name }) => (
          <Option key={id} value={id}>
            {name}
          </Option>
        ))}
      </Dropdown>
    </Field>
  )
}
