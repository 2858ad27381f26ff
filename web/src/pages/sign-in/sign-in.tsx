import {
  Button,
  Card,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Title2,
  tokens,
} from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { ApiProblem, session } from '../../api.ts'
import { plainError } from '../../plain-error.ts'
import { queryClient } from '../../query-client.ts'

const useStyles = makeStyles({
  root: {
    display: 'grid',
    placeItems: 'center',
    minHeight: '100%',
    padding: tokens.spacingHorizontalL,
    boxSizing: 'border-box',
    backgroundColor: tokens.colorNeutralBackground3,
  },
  card: { width: '100%', maxWidth: '400px', padding: tokens.spacingHorizontalXXL, boxSizing: 'border-box' },
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM },
})

const route = getRouteApi('/sign-in')

/** Sign-in of operators. */
export function SignIn() {
  const styles = useStyles()
  const router = useRouter()
  const { next } = route.useSearch()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const enter = useMutation({
    mutationFn: () => session.signIn(email.trim(), password),
    onSuccess: async () => {
      queryClient.clear()
      // Only a path of ours: an address of another site must not be reachable by a crafted link.
      const target = next && /^\/(?![/\\])/.test(next) ? next : '/console'
      await router.navigate({ href: target })
    },
  })
  useEffect(() => {
    document.title = 'Sign in · Tandem'
  }, [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enter.mutate()
  }
  return (
    <main className={styles.root}>
      <Card className={styles.card}>
        <form className={styles.form} onSubmit={submit}>
          <div className={styles.head}>
            <img src="/icon.svg" alt="" width={36} height={36} />
            <Title2 as="h1">Tandem</Title2>
          </div>
          {enter.isError && (
            <MessageBar intent="error" layout="multiline">
              <MessageBarBody role="alert">{refusal(enter.error)}</MessageBarBody>
            </MessageBar>
          )}
          <Field label="E-mail" required>
            <Input
              type="email"
              name="email"
              autoComplete="username"
              value={email}
              onChange={(_, data) => setEmail(data.value)}
            />
          </Field>
          <Field label="Password" required>
            <Input
              type="password"
              name="password"
              autoComplete="current-password"
              value={password}
              onChange={(_, data) => setPassword(data.value)}
            />
          </Field>
          <Button type="submit" appearance="primary" disabled={enter.isPending}>
            {enter.isPending ? 'Signing in …' : 'Sign in'}
          </Button>
        </form>
      </Card>
    </main>
  )
}

function refusal(error: unknown): string {
  if (error instanceof ApiProblem && (error.status === 401 || error.status === 400)) {
    return 'This e-mail and password do not belong together. Check both; the first operator’s password was printed at the first start.'
  }
  if (error instanceof ApiProblem && error.status === 429)
    return 'Too many tries. Wait a minute, then try again.'
  const { title, advice } = plainError(error)
  return `${title}. ${advice}`
}
