import { Link, makeStyles, Text, Toaster, tokens } from '@fluentui/react-components'
import type { Session } from '@tandem/model/api/session.ts'
import { Outlet, Link as RouteLink, useRouterState } from '@tanstack/react-router'
import { useLive } from '../live.ts'
import { NotYours } from '../pages/not-yours.tsx'
import { useSignsOfLife } from '../presence.ts'
import { mayOpen, startOf } from '../roles.ts'
import { Account } from './account.tsx'
import { LiveState } from './live-state.tsx'
import { NoticeCount } from './notice-count.tsx'
import { toasterId } from './toasts.tsx'
import { useMe } from './use-me.ts'

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateRows: 'auto 1fr', height: '100%' },
  skip: {
    position: 'absolute',
    left: '-9999px',
    ':focus': { left: tokens.spacingHorizontalL, top: tokens.spacingVerticalS, zIndex: 10 },
  },
  head: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '48px',
    paddingInline: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground3,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 640px)': { gap: '0', paddingInline: tokens.spacingHorizontalS, flexWrap: 'wrap' },
  },
  brand: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    '@media (max-width: 640px)': { flexGrow: 1, paddingBlock: tokens.spacingVerticalS },
  },
  name: { '@media (max-width: 640px)': { display: 'none' } },
  nav: {
    display: 'flex',
    flexGrow: 1,
    gap: tokens.spacingHorizontalXS,
    // On a phone a row of its own, under what stands beside it.
    '@media (max-width: 640px)': { order: 1, width: '100%', gap: '0' },
  },
  tab: {
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    whiteSpace: 'nowrap',
    padding: `14px ${tokens.spacingHorizontalS} 11px`,
    '@media (max-width: 640px)': { paddingInline: tokens.spacingHorizontalXS },
    borderBottom: '3px solid transparent',
    ':hover': { color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-3px' },
    '&[aria-current="page"]': {
      color: tokens.colorNeutralForeground1,
      fontWeight: tokens.fontWeightSemibold,
      borderBottomColor: tokens.colorBrandStroke1,
    },
  },
  main: {
    minHeight: '0',
    overflowY: 'auto',
    backgroundColor: tokens.colorNeutralBackground2,
    outlineStyle: 'none',
  },
})

/** The frame around everything behind sign-in: where one can go, who one is, and whether changes arrive. */
export function Shell() {
  const styles = useStyles()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const me = useMe()
  // Nothing but the account is open before the second factor is set up.
  const isIn = me !== undefined && me.twoFactor !== 'needed'
  return (
    <div className={styles.root}>
      <Link href="#main" className={styles.skip}>
        Skip to the content
      </Link>
      <header className={styles.head}>
        <span className={styles.brand}>
          <img src="/icon.svg" alt="" width={24} height={24} />
          <Text weight="semibold" size={400} className={styles.name}>
            Tandem
          </Text>
        </span>
        <nav className={styles.nav} aria-label="Main">
          {isIn && <Ways me={me} />}
        </nav>
        {isIn && me.kind !== 'agent' && <NoticeCount />}
        {isIn && <Live />}
        <Account />
      </header>
      <main id="main" tabIndex={-1} className={styles.main}>
        {me === undefined || mayOpen(me, path) ? <Outlet /> : <NotYours start={startOf(me)} />}
      </main>
      <Toaster toasterId={toasterId} position="bottom" />
    </div>
  )
}

function Live() {
  useSignsOfLife()
  return <LiveState state={useLive()} />
}

/** Only where the person may go. */
function Ways({ me }: { me: Session }) {
  const { tab } = useStyles()
  const others = [
    { to: '/people', name: 'People' },
    { to: '/audit', name: 'Audit log' },
    { to: '/trouble', name: 'Trouble' },
  ]
  return (
    <>
      {me.kind !== 'agent' && (
        <RouteLink to={startOf(me)} className={tab}>
          {me.kind === 'operator' ? 'Console' : 'Organisation'}
        </RouteLink>
      )}
      <RouteLink to="/workspace" className={tab}>
        Workspace
      </RouteLink>
      {me.kind !== 'agent' &&
        others.map(({ to, name }) => (
          <RouteLink key={to} to={to} className={tab}>
            {name}
          </RouteLink>
        ))}
    </>
  )
}
