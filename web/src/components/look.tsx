import { FluentProvider, webDarkTheme, webLightTheme } from '@fluentui/react-components'
import { type ReactNode, useSyncExternalStore } from 'react'

const dark = window.matchMedia('(prefers-color-scheme: dark)')

/** Fluent's light or dark theme, as the system says, also when that changes while the page is open. */
export function Look(props: { children: ReactNode }) {
  const isDark = useSyncExternalStore(watchDark, () => dark.matches)
  return <FluentProvider theme={isDark ? webDarkTheme : webLightTheme}>{props.children}</FluentProvider>
}

function watchDark(changed: () => void): () => void {
  dark.addEventListener('change', changed)
  return () => dark.removeEventListener('change', changed)
}
