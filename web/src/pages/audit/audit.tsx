import { Button, makeStyles, Text, tokens } from '@fluentui/react-components'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { DataTable } from '../../components/data-table.tsx'
import { Absent } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { useMe } from '../../components/use-me.ts'
import { useOrganisations } from '../../components/use-organisations.ts'
import { Moment } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import { type AuditEntry, auditLog } from '../../people-api.ts'
import { AuditFilters } from './audit-filters.tsx'
import { actText, detailText, whoText } from './audit-words.ts'
import { Verified } from './verified.tsx'

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground2 },
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, alignItems: 'start' },
})

const route = getRouteApi('/inside/audit')

/** Who did what, newest first. */
export function AuditPage() {
  const styles = useStyles()
  const filter = route.useSearch()
  const query = useInfiniteQuery({
    queryKey: keys.audit({ ...filter }),
    queryFn: ({ pageParam }) => auditLog.list(filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    // Nobody announces acts.
    staleTime: 0,
  })
  return (
    <Page
      title="Audit log"
      below={<Text className={styles.quiet}>Who did what. Nothing in it can be changed or removed.</Text>}
      actions={
        <>
          <Export filter={filter} format="csv" name="Export CSV" />
          <Export filter={filter} format="jsonl" name="Export JSON lines" />
        </>
      }
    >
      <AuditFilters filter={filter} />
      <Verified />
      {query.data === undefined ? (
        <Absent query={query} rows={10} />
      ) : (
        <div className={styles.list}>
          <Entries items={query.data} />
          {query.hasNextPage && (
            <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {query.isFetchingNextPage ? 'One moment …' : 'Show older ones'}
            </Button>
          )}
        </div>
      )}
    </Page>
  )
}

function Export(props: {
  filter: Parameters<typeof auditLog.exportUrl>[0]
  format: 'csv' | 'jsonl'
  name: string
}) {
  return (
    <Button
      as="a"
      href={auditLog.exportUrl(props.filter, props.format)}
      download={`audit-log.${props.format}`}
    >
      {props.name}
    </Button>
  )
}

function Entries(props: { items: AuditEntry[] }) {
  const { nameOf } = useOrganisations()
  const isOperator = useMe()?.kind === 'operator'
  if (props.items.length === 0) return <Text>Nothing in the log fits. Widen the filter.</Text>
  const organisation = {
    title: 'Organisation',
    cell: ({ organisationId }: AuditEntry) => nameOf(organisationId),
  }
  return (
    <DataTable
      label="Audit log"
      items={props.items.map((entry) => ({ ...entry, id: `${entry.organisationId} ${entry.place}` }))}
      columns={[
        { title: 'What', cell: ({ act }) => actText(act) },
        { title: 'Who', cell: ({ who }) => whoText(who) },
        { title: 'When', cell: ({ at }) => <Moment at={at} /> },
        ...(isOperator ? [organisation] : []),
        { title: 'More', cell: ({ detail }) => detailText(detail) },
      ]}
    />
  )
}
