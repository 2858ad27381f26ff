import {
  Badge,
  type BadgeProps,
  Button,
  makeStyles,
  mergeClasses,
  Text,
  tokens,
} from '@fluentui/react-components'
import { notices } from '../api.ts'
import type { Notice } from '../shapes.ts'
import { PageLink } from './links.tsx'
import { useAct } from './use-act.ts'
import { Ago } from './when.tsx'

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: '0', padding: '0', display: 'grid', gap: tokens.spacingVerticalS },
  item: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
    borderInlineStartWidth: '3px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: 'transparent',
    overflowWrap: 'anywhere',
  },
  unread: { borderInlineStartColor: tokens.colorBrandStroke1 },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  quiet: { color: tokens.colorNeutralForeground2 },
  paragraph: { margin: '0' },
})

const looks: Record<Notice['kind'], [words: string, color: BadgeProps['color']]> = {
  'verification-failed': ['Not proven', 'danger'],
  'verification-passed': ['Proven', 'success'],
  expiry: ['Expiry', 'warning'],
  breach: ['Suspected breach', 'danger'],
  suspended: ['Suspended', 'warning'],
  'secret-in-use': ['New credential', 'success'],
}

/** What contacts were told, newest first, each with what came of its mails. */
export function NoticeList(props: { items: Notice[]; withOrganisation?: boolean }) {
  const styles = useStyles()
  return (
    <ul className={styles.list}>
      {props.items.map((notice) => (
        <Item key={notice.id} notice={notice} withOrganisation={props.withOrganisation} />
      ))}
    </ul>
  )
}

function Item(props: { notice: Notice; withOrganisation?: boolean }) {
  const styles = useStyles()
  const { notice } = props
  const [words, color] = looks[notice.kind]
  const read = useAct(() => notices.read([notice.id]), { touches: [['notices']] })
  return (
    <li className={mergeClasses(styles.item, notice.readAt === null && styles.unread)}>
      <div className={styles.head}>
        <Badge appearance="tint" color={color}>
          {words}
        </Badge>
        <Text weight={notice.readAt === null ? 'semibold' : 'regular'}>{notice.subject}</Text>
        <Text size={200} className={styles.quiet}>
          <Ago at={notice.createdAt} />
        </Text>
        {notice.readAt === null && (
          <Button size="small" appearance="subtle" disabled={read.isPending} onClick={() => read.mutate()}>
            Mark as read
          </Button>
        )}
      </div>
      {notice.text.split('\n\n').map((paragraph) => (
        <p key={paragraph} className={styles.paragraph}>
          {paragraph}
        </p>
      ))}
      <Text size={200} className={styles.quiet}>
        {props.withOrganisation && (
          <>
            <PageLink
              to="/console/organisations/$organisationId"
              params={{ organisationId: notice.organisationId }}
            >
              {notice.organisationName}
            </PageLink>
            {' · '}
          </>
        )}
        {notice.connectionId && (
          <>
            <PageLink to="/console/connections/$connectionId" params={{ connectionId: notice.connectionId }}>
              Open the connection
            </PageLink>
            {' · '}
          </>
        )}
        {mailText(notice)}
      </Text>
    </li>
  )
}

const states = {
  waiting: 'on its way to',
  sent: 'mailed to',
  refused: 'not delivered to',
  unmailed: 'not mailed to',
}

function mailText({ mails }: Notice): string {
  if (mails.length === 0) return 'Nobody is named to be mailed.'
  return mails
    .map(({ address, state, problem }) => `${states[state]} ${address}${problem ? ` (${problem})` : ''}`)
    .join('; ')
    .replace(/^./, (first) => first.toUpperCase())
}
