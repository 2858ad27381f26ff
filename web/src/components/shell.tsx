import { Link, makeStyles, Text, Toaster, tokens } from '@fluentui/react-components'
import { Outlet, Link as RouteLink } from '@tanstack/react-router'
import { useLive } from '../live.ts'
import { Account } from './account.tsx'
import { LiveState } from './live-state.tsx'
import { NoticeCount } from './notice-count.tsx'
import { toasterId } from './toasts.tsx'

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
    '@media (max-width: 640px)': { gap: '0', paddingInline: tokens.spacingHorizontalS },
  },
  brand: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  name: { '@media (max-width: 640px)': { display: 'none' } },
  nav: { display: 'flex', flexGrow: 1, gap: tokens.spacingHorizontalXS },
  tab: {
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    padding: `14px ${tokens.spacingHorizontalS} 11px`,
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
  const state = useLive()
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
          <RouteLink to="/console" className={styles.tab}>
            Console
          </RouteLink>
          <RouteLink to="/workspace" className={styles.tab}>
            Workspace
          </RouteLink>
          <RouteLink to="/trouble" className={styles.tab}>
            Trouble
          </RouteLink>
        </nav>
        <NoticeCount />
        <LiveState state={state} />
        <Account />
      </header>
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <Toaster toasterId={toasterId} position="bottom" />
    </div>
  )
}
