import { Button, makeStyles, Text, tokens } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { connections, organisations } from '../../api.ts'
import { DataTable } from '../../components/data-table.tsx'
import { Expiry } from '../../components/expiry.tsx'
import { PageButton, PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { methodName, offeredMethods } from '../../components/methods.ts'
import { Page, Section } from '../../components/page.tsx'
import { ConnectionBadge } from '../../components/state-badge.tsx'
import { useAct } from '../../components/use-act.ts'
import { useMe } from '../../components/use-me.ts'
import { credentialEnd } from '../../credential-end.ts'
import { keys } from '../../keys.ts'
import type { Connection } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'
import { ApiKeys } from './api-keys.tsx'
import { Approvals } from './approvals.tsx'
import { Invitations } from './invitations.tsx'
import { NoticesSection } from './notices-section.tsx'
import { PersonalData } from './personal-data.tsx'
import { Webhooks } from './webhooks.tsx'

const route = getRouteApi('/inside/console/organisations/$organisationId')

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground2 } })

/** One customer: its connections, the links to Setup, the keys of its programs. */
export function OrganisationPage() {
  const styles = useStyles()
  const { organisationId } = route.useParams()
  const isOperator = useMe()?.kind === 'operator'
  const query = useQuery({
    queryKey: keys.organisation(organisationId),
    queryFn: () => organisations.get(organisationId),
  })
  return (
    <Loaded query={query} rows={8}>
      {(organisation) => (
        <Page
          title={organisation.name}
          above={isOperator && <PageLink to="/console">Organisations</PageLink>}
          below={<Text className={styles.quiet}>{organisation.nextMove.what}</Text>}
          actions={
            <>
              <PageButton
                as="a"
                to="/console/organisations/$organisationId/agents"
                params={{ organisationId }}
              >
                Agents
              </PageButton>
              <PageButton as="a" to="/workspace/supervision" search={{ organisation: organisationId }}>
                Supervision
              </PageButton>
              {isOperator && (
                <>
                  <PageButton as="a" to="/people" search={{ organisation: organisationId }}>
                    People
                  </PageButton>
                  <PageButton as="a" to="/audit" search={{ organisation: organisationId }}>
                    Audit log
                  </PageButton>
                </>
              )}
            </>
          }
        >
          <Connections organisationId={organisationId} />
          <Approvals organisationId={organisationId} />
          <NoticesSection organisation={organisation} />
          <Invitations organisationId={organisationId} />
          <PersonalData organisationId={organisationId} />
          <ApiKeys organisationId={organisationId} />
          <Webhooks organisationId={organisationId} />
        </Page>
      )}
    </Loaded>
  )
}

function Connections(props: { organisationId: string }) {
  const { organisationId } = props
  const navigate = useNavigate()
  const query = useQuery({
    queryKey: keys.connectionsOf(organisationId),
    queryFn: () => connections.list(organisationId),
  })
  const create = useAct((method: string) => connections.create(organisationId, { method }), {
    touches: [keys.connectionsOf(organisationId), keys.organisation(organisationId), keys.organisations],
  })
  const open = ({ id }: Connection) =>
    void navigate({ to: '/console/connections/$connectionId', params: { connectionId: id } })
  const actions = offeredMethods.map((method) => (
    <Button
      key={method}
      icon={<AddRegular />}
      disabled={create.isPending}
      onClick={() => create.mutate(method, { onSuccess: open })}
    >
      New connection
    </Button>
  ))
  return (
    <Section title="Connections" actions={actions}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>
              None yet. Invite the organisation’s administrator below, who is then led through it; or add one
              here and fill it in for them.
            </Text>
          ) : (
            <DataTable
              label="Connections"
              items={items}
              columns={[
                {
                  title: 'Method',
                  cell: ({ id, method }) => (
                    <PageLink to="/console/connections/$connectionId" params={{ connectionId: id }}>
                      {methodName(method)}
                    </PageLink>
                  ),
                },
                { title: 'State', cell: ({ state }) => <ConnectionBadge state={state} /> },
                { title: 'Attempt', cell: ({ attempt }) => attempt },
                {
                  title: 'Mailboxes on',
                  cell: ({ mailboxes: { found, on, off, trouble } }) =>
                    `${numberText(on + trouble)} of ${numberText(found + on + off + trouble)}`,
                },
                {
                  title: 'Secret ends',
                  cell: (connection) => <Expiry at={credentialEnd(connection).at} />,
                },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  )
}
