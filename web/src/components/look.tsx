import {
  createDOMRenderer,
  FluentProvider,
  RendererProvider,
  webDarkTheme,
  webLightTheme,
} from '@fluentui/react-components'
import { type ReactNode, useSyncExternalStore } from 'react'
import { nonce } from '../nonce.ts'

/** The page's policy takes only style elements that carry its nonce. */
const renderer = createDOMRenderer(document, nonce === undefined ? {} : { styleElementAttributes: { nonce } })

const dark = window.matchMedia('(prefers-color-scheme: dark)')

/** Fluent's light or dark theme, as the system says, also when that changes while the page is open. */
export function Look(props: { children: ReactNode }) {
  const isDark = useSyncExternalStore(watchDark, () => dark.matches)
  return (
    <RendererProvider renderer={renderer}>
      <FluentProvider theme={isDark ? webDarkTheme : webLightTheme}>{props.children}</FluentProvider>
    </RendererProvider>
  )
}

function watchDark(changed: () => void): () => void {
  dark.addEventListener('change', changed)
  return () => dark.removeEventListener('change', changed)
}
