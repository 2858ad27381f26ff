import { makeStyles, Text, Tooltip, tokens } from '@fluentui/react-components'
import { ArrowLeftRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { Link as RouteLink } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { mailboxes } from '../api.ts'
import { keys } from '../keys.ts'
import type { Mailbox } from '../shapes.ts'
import { Approved } from './approved.tsx'
import { PageButton } from './links.tsx'

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateRows: 'auto minmax(0, 1fr)',
    gridTemplateColumns: 'minmax(0, 1fr)',
    height: '100%',
  },
  bar: {
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
    minHeight: '44px',
    paddingInline: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 640px)': { flexWrap: 'wrap', paddingInline: tokens.spacingHorizontalXS },
  },
  name: { minWidth: '0', maxWidth: '40ch', flexShrink: 1 },
  tabs: {
    display: 'flex',
    marginInlineStart: tokens.spacingHorizontalL,
    '@media (max-width: 640px)': { width: '100%', marginInlineStart: '0' },
  },
  tab: {
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    padding: `11px ${tokens.spacingHorizontalS} 9px`,
    borderBottom: '3px solid transparent',
    ':hover': { color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-3px' },
    '&[aria-current="page"]': {
      color: tokens.colorNeutralForeground1,
      fontWeight: tokens.fontWeightSemibold,
      borderBottomColor: tokens.colorBrandStroke1,
    },
  },
  narrowOnly: { '@media (min-width: 1100px)': { display: 'none' } },
})

/** What a mailbox has in the Workspace: what its connection is for, nothing more. */
export function placesOf(mailbox: Mailbox | undefined) {
  const { contacts = true, calendar = false, tasks = false, send = false } = mailbox?.wanted ?? {}
  return { contacts, calendar, tasks, mail: send }
}

/** What is opened first: contacts, or what the connection is for instead. */
export function placeIn(mailbox: Mailbox) {
  const { contacts, calendar, tasks } = placesOf(mailbox)
  if (contacts) return '/workspace/$mailboxId' as const
  if (calendar) return '/workspace/$mailboxId/calendar' as const
  return tasks ? ('/workspace/$mailboxId/tasks' as const) : ('/workspace/$mailboxId/mail' as const)
}

/** A mailbox as the pages of the Workspace know it. */
export function useMailbox(mailboxId: string): Mailbox | undefined {
  const query = useQuery<Mailbox>({
    queryKey: keys.mailbox(mailboxId),
    queryFn: () => mailboxes.get(mailboxId),
  })
  return query.data
}

/** The frame of a page of the Workspace: whose mailbox, and the ways to its contacts, calendar, tasks and mail. */
export function MailboxFrame(props: { mailboxId: string; title: string; children: ReactNode }) {
  const styles = useStyles()
  const { mailboxId, title } = props
  const mailbox = useMailbox(mailboxId)
  const places = placesOf(mailbox)
  const address = mailbox?.address ?? title
  useEffect(() => {
    document.title = `${title} · ${address} · Tandem`
  }, [title, address])
  const tab = { params: { mailboxId }, search: {}, className: styles.tab }
  return (
    <div className={styles.root}>
      <div className={styles.bar}>
        <Tooltip content="Other mailboxes" relationship="label">
          <PageButton to="/workspace" as="a" appearance="subtle" icon={<ArrowLeftRegular />} />
        </Tooltip>
        <Text
          as="h1"
          weight="semibold"
          size={400}
          truncate
          wrap={false}
          className={styles.name}
          title={address}
        >
          {address}
        </Text>
        <nav className={styles.tabs} aria-label="Mailbox">
          {places.contacts && (
            <RouteLink
              to="/workspace/$mailboxId"
              {...tab}
              activeOptions={{ exact: true, includeSearch: false }}
            >
              Contacts
            </RouteLink>
          )}
          {places.calendar && (
            <RouteLink to="/workspace/$mailboxId/calendar" {...tab} activeOptions={{ includeSearch: false }}>
              Calendar
            </RouteLink>
          )}
          {places.tasks && (
            <RouteLink
              to="/workspace/$mailboxId/tasks"
              {...tab}
              className={`${styles.tab} ${places.calendar ? styles.narrowOnly : ''}`}
              activeOptions={{ includeSearch: false }}
            >
              Tasks
            </RouteLink>
          )}
          {places.mail && (
            <RouteLink to="/workspace/$mailboxId/mail" {...tab} activeOptions={{ includeSearch: false }}>
              Mail
            </RouteLink>
          )}
        </nav>
      </div>
      <Approved organisationId={mailbox?.organisationId}>{props.children}</Approved>
    </div>
  )
}
