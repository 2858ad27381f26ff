import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { keys } from '../keys.ts'
import { approvals } from '../people-api.ts'
import { PageLink } from './links.tsx'
import { useMe } from './use-me.ts'

const useStyles = makeStyles({ bar: { margin: tokens.spacingHorizontalL } })

/** An organisation's data; in its place, for an operator who has no approval, why not and whom to ask. */
export function Approved(props: { organisationId: string | undefined; children: ReactNode }) {
  const styles = useStyles()
  const { organisationId = '' } = props
  const isOperator = useMe()?.kind === 'operator'
  const query = useQuery({
    queryKey: keys.approvals(organisationId),
    queryFn: () => approvals.list(organisationId),
    enabled: isOperator && organisationId !== '',
  })
  if (query.data?.operatorsSee !== false) return query.isLoading ? null : props.children
  return (
    <div className={styles.bar}>
      <MessageBar intent="info" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>This organisation has not let support see its data.</MessageBarTitle> One of its
          administrators can, in a minute:{' '}
          <PageLink inline to="/console/organisations/$organisationId" params={{ organisationId }}>
            the organisation’s page, Approvals
          </PageLink>
          .
        </MessageBarBody>
      </MessageBar>
    </div>
  )
}
