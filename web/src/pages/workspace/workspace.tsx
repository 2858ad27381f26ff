import { makeStyles, SearchBox, Subtitle1, Text, tokens } from '@fluentui/react-components'
import { MailInboxRegular, MailRegular } from '@fluentui/react-icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { mailboxes } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { placeIn } from '../../components/mailbox-bar.tsx'
import { Page, Section } from '../../components/page.tsx'
import { keys } from '../../keys.ts'
import { queues } from '../../queues-api.ts'
import type { Mailbox } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'

const useStyles = makeStyles({
  search: { maxWidth: '400px' },
  list: {
    listStyleType: 'none',
    margin: '0',
    padding: '0',
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(300px, 100%), 1fr))',
    gap: tokens.spacingHorizontalM,
  },
  item: {
    display: 'grid',
    gridTemplateColumns: 'auto 1fr',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  icon: { color: tokens.colorBrandForeground1, fontSize: '24px', display: 'flex' },
  words: { display: 'flex', flexDirection: 'column', minWidth: '0' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** Workspace: whose mailbox to open. */
export function Workspace() {
  const styles = useStyles()
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed.trim())
  const query = useQuery({
    queryKey: keys.mailboxes({ state: 'open', search }),
    queryFn: () => switchedOn(search),
    placeholderData: keepPreviousData,
  })
  return (
    <Page title="Workspace" below={<Text className={styles.quiet}>Choose a mailbox.</Text>}>
      <QueueList />
      <SearchBox
        className={styles.search}
        aria-label="Search mailboxes"
        placeholder="Search mailboxes"
        value={typed}
        onChange={(_, data) => setTyped(data.value)}
      />
      <Loaded query={query} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>
              {search === ''
                ? 'No mailbox is switched on yet. In the Console, open an organisation’s connection and switch some on.'
                : `No mailbox that is switched on matches “${search}”.`}
            </Text>
          ) : (
            <MailboxList items={items} />
          )
        }
      </Loaded>
    </Page>
  )
}

/** What came in for many people together, if the person may see any of it; the mailboxes then have a heading too. */
function QueueList() {
  const styles = useStyles()
  const { data } = useQuery({ queryKey: keys.queues(), queryFn: () => queues.list() })
  if (!data || data.items.length === 0) return null
  return (
    <>
      <Section title="Queues">
        <ul className={styles.list}>
          {data.items.map((queue) => (
            <li key={queue.id}>
              <Link to="/workspace/queues" search={{ queue: queue.id }} className={styles.item}>
                <Card
                  icon={<MailInboxRegular aria-hidden />}
                  title={queue.name}
                  text={`${queue.open === 0 ? 'Nothing is open' : `${numberText(queue.open)} open`} · ${queue.address}`}
                />
              </Link>
            </li>
          ))}
        </ul>
      </Section>
      <Subtitle1 as="h2">Mailboxes</Subtitle1>
    </>
  )
}

function MailboxList(props: { items: Mailbox[] }) {
  const styles = useStyles()
  return (
    <ul className={styles.list}>
      {props.items.map((mailbox) => (
        <li key={mailbox.id}>
          <Link to={placeIn(mailbox)} params={{ mailboxId: mailbox.id }} search={{}} className={styles.item}>
            <Card
              icon={<MailRegular aria-hidden />}
              title={mailbox.displayName || mailbox.address}
              text={mailbox.address}
            />
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Card(props: { icon: ReactNode; title: string; text: string }) {
  const styles = useStyles()
  return (
    <>
      <span className={styles.icon}>{props.icon}</span>
      <span className={styles.words}>
        <Text weight="semibold" truncate wrap={false}>
          {props.title}
        </Text>
        <Text size={200} truncate wrap={false} className={styles.quiet}>
          {props.text}
        </Text>
      </span>
    </>
  )
}

/** Also those in trouble: what they hold is still here. */
async function switchedOn(search: string): Promise<{ items: Mailbox[] }> {
  const pages = await Promise.all([
    mailboxes.list({ state: 'on', search, limit: 200 }),
    mailboxes.list({ state: 'trouble', search, limit: 200 }),
  ])
  return { items: pages.flatMap((page) => page.items) }
}
