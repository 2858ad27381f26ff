import { CounterBadge, makeStyles, tokens } from '@fluentui/react-components'
import { AlertRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { notices } from '../api.ts'
import { keys } from '../keys.ts'

const useStyles = makeStyles({
  link: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXXS,
    padding: tokens.spacingHorizontalXS,
    fontSize: '20px',
    color: tokens.colorNeutralForeground2,
    borderRadius: tokens.borderRadiusMedium,
    ':hover': { color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
})

/** The way to the notices, with the number of those that nobody has read. */
export function NoticeCount() {
  const styles = useStyles()
  const query = useQuery({
    queryKey: keys.notices({ unread: true }),
    queryFn: () => notices.list({ unread: true, limit: 1 }),
  })
  const unread = query.data?.unread ?? 0
  return (
    <Link
      to="/notices"
      className={styles.link}
      aria-label={unread === 0 ? 'Notices' : `Notices, ${unread} unread`}
    >
      <AlertRegular />
      {unread > 0 && <CounterBadge count={unread} size="small" color="danger" />}
    </Link>
  )
}
