import {
  MessageBar,
  MessageBarBody,
  makeStyles,
  Text,
  Title3,
  Toaster,
  tokens,
} from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ApiProblem, setup } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { toasterId } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import type { Setup as SetupState } from '../../shapes.ts'
import { AutomaticGate } from './automatic/automatic-gate.tsx'
import { SetupSteps } from './setup-steps.tsx'
import { Welcome } from './welcome.tsx'

const useStyles = makeStyles({
  root: { minHeight: '100%', backgroundColor: tokens.colorNeutralBackground2 },
  head: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL}`,
    backgroundColor: tokens.colorNeutralBackground3,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 820px)': { paddingInline: tokens.spacingHorizontalL },
  },
  main: {
    maxWidth: '1080px',
    marginInline: 'auto',
    padding: tokens.spacingHorizontalXXL,
    '@media (max-width: 820px)': { padding: tokens.spacingHorizontalL },
  },
})

/** Setup: the customer's administrator, led by an invitation link; can be left and resumed. */
export function Setup() {
  const styles = useStyles()
  // The token stands behind '#', so that it reaches no server's log.
  const invitation = useRouterState({ select: (state) => state.location.hash })
  const query = useQuery({
    queryKey: [...keys.setup, invitation],
    queryFn: () => setup.get(invitation),
    enabled: invitation !== '',
  })
  useEffect(() => {
    document.title = 'Setup · Tandem'
  }, [])
  const isRefused = invitation === '' || (query.error instanceof ApiProblem && query.error.status < 500)
  return (
    <div className={styles.root}>
      <header className={styles.head}>
        <img src="/icon.svg" alt="" width={28} height={28} />
        <Title3 as="h1">Connect {query.data?.organisation.name ?? 'your organisation'}</Title3>
      </header>
      <main className={styles.main}>
        {isRefused && !query.data ? (
          <Refused />
        ) : (
          <Loaded query={query}>
            {(state) => (
              <AutomaticGate invitation={invitation} isProven={state.steps.verified}>
                <Known state={state} invitation={invitation} />
              </AutomaticGate>
            )}
          </Loaded>
        )}
      </main>
      <Toaster toasterId={toasterId} position="bottom" />
    </div>
  )
}

function Known(props: { state: SetupState; invitation: string }) {
  const { state, invitation } = props
  if (!state.connection) return <Welcome state={state} invitation={invitation} />
  return (
    <SetupSteps
      key={state.applicationName}
      state={state}
      connection={state.connection}
      invitation={invitation}
    />
  )
}

function Refused() {
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <Text>
          This link opens nothing (any more): it may be incomplete, expired or revoked. Copy the whole link
          from the invitation; if that does not help, ask who sent it for a new one. What was entered before
          is kept.
        </Text>
      </MessageBarBody>
    </MessageBar>
  )
}
