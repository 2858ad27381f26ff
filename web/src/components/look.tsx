import { FluentProvider, makeStyles, webDarkTheme, webLightTheme } from '@fluentui/react-components'
import { type ReactNode, useSyncExternalStore } from 'react'

const dark = window.matchMedia('(prefers-color-scheme: dark)')

const useStyles = makeStyles({
  // Without a stacking context of its own, dialogs of Fluent would end up below sticky headers.
  root: { height: '100%', isolation: 'isolate' },
})

/** Fluent's light or dark theme, as the system says, also when that changes while the page is open. */
export function Look(props: { children: ReactNode }) {
  const styles = useStyles()
  const isDark = useSyncExternalStore(watchDark, () => dark.matches)
  return (
    <FluentProvider theme={isDark ? webDarkTheme : webLightTheme} className={styles.root}>
      {props.children}
    </FluentProvider>
  )
}

function watchDark(changed: () => void): () => void {
  dark.addEventListener('change', changed)
  return () => dark.removeEventListener('change', changed)
}
