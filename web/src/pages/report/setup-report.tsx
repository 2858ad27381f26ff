import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useRouterState } from '@tanstack/react-router'
import { setup } from '../../api.ts'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { keys } from '../../keys.ts'
import { ReportDocument } from './report-document.tsx'

const route = getRouteApi('/setup/reports/$reportId')

/** A report as a document, for the bearer of an invitation: the token stands behind '#', as in Setup. */
export function SetupReportPage() {
  const { reportId } = route.useParams()
  const invitation = useRouterState({ select: (state) => state.location.hash })
  const query = useQuery({
    queryKey: [...keys.setupVerifications, invitation, reportId],
    queryFn: async () => {
      const [verification, state] = await Promise.all([
        setup.verification(invitation, reportId),
        setup.get(invitation),
      ])
      return { verification, connection: state.connection, organisation: state.organisation.name }
    },
  })
  return (
    <Loaded query={query} rows={12}>
      {(data) => (
        <ReportDocument
          {...data}
          reader="administrator"
          back={
            <PageLink to="/setup" hash={invitation}>
              Back to Setup
            </PageLink>
          }
        />
      )}
    </Loaded>
  )
}
