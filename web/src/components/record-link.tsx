import { PageLink } from './links.tsx'

/** A record by its name, leading to where it is shown; `name` null: it is gone. */
export function RecordLink(props: {
  kind: string
  mailboxId: string
  recordId: string
  name: string | null
}) {
  const { kind, mailboxId, recordId, name } = props
  if (kind === 'events')
    return (
      <PageLink to="/workspace/$mailboxId/calendar" params={{ mailboxId }} search={{ event: recordId }}>
        {name ?? 'An event that is gone'}
      </PageLink>
    )
  if (kind === 'tasks')
    return (
      <PageLink to="/workspace/$mailboxId/tasks" params={{ mailboxId }}>
        {name ?? 'A task that is gone'}
      </PageLink>
    )
  return (
    <PageLink to="/workspace/$mailboxId" params={{ mailboxId }} search={{ contact: recordId }}>
      {name ?? 'A contact that is gone'}
    </PageLink>
  )
}
