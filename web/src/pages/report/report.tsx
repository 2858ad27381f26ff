import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { connections, organisations } from '../../api.ts'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { keys } from '../../keys.ts'
import { ReportDocument } from './report-document.tsx'

const route = getRouteApi('/console/connections/$connectionId/verifications/$reportId')

/** A report as a document, for whoever is signed in. */
export function ReportPage() {
  const { connectionId, reportId } = route.useParams()
  const query = useQuery({
    queryKey: keys.verification(reportId),
    queryFn: async () => {
      const [verification, connection] = await Promise.all([
        connections.verification(reportId),
        connections.get(connectionId),
      ])
      const organisation = await organisations.get(connection.organisationId)
      return { verification, connection, organisation: organisation.name }
    },
  })
  return (
    <Loaded query={query} rows={12}>
      {(data) => (
        <ReportDocument
          {...data}
          reader="operations"
          back={
            <PageLink to="/console/connections/$connectionId" params={{ connectionId }}>
              Back to the connection
            </PageLink>
          }
        />
      )}
    </Loaded>
  )
}
