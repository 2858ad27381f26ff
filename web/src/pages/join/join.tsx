import { Field, Input, Text, Title3 } from '@fluentui/react-components'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { useState } from 'react'
import { session } from '../../api.ts'
import { Form } from '../../components/form.tsx'
import { Front } from '../../components/front.tsx'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { isGoodPassword, NewPasswordField } from '../../components/secret-fields.tsx'
import { Day } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import { joining, type OpenInvitation } from '../../people-api.ts'
import { signInRefusal } from '../../sign-in-words.ts'
import { SignInElsewhere } from '../sign-in/sign-in-elsewhere.tsx'
import { useEnter } from '../sign-in/use-enter.ts'

/** The page of a person's invitation link: who invites to what, then a password of one's own. */
export function Join() {
  const token = useRouterState({ select: (state) => state.location.hash.replace(/[^\w-]+$/, '') })
  const query = useQuery({
    queryKey: keys.invited(token),
    queryFn: () => joining.look(token),
    enabled: token !== '',
    // It is open for as long as the page: accepting says if it no longer is.
    staleTime: Infinity,
  })
  return (
    <Front title="Join">
      {token === '' ? (
        <Text role="alert">
          The link’s last part is missing. Open it again from the message, or copy it whole.
        </Text>
      ) : (
        <Loaded query={query}>{(invitation) => <Accept invitation={invitation} token={token} />}</Loaded>
      )}
      {(token === '' || query.isError) && <PageLink to="/sign-in">Sign in</PageLink>}
    </Front>
  )
}

const what: Record<OpenInvitation['role'], string> = {
  operator: 'You look after all organisations that use this Tandem.',
  administrator: 'You connect the organisation’s mailboxes, and invite its people.',
  agent: 'You work with the mailboxes that were given to you.',
}

function Accept(props: { invitation: OpenInvitation; token: string }) {
  const { token } = props
  const { email, role, organisation, invitedBy, expiresAt } = props.invitation
  const [name, setName] = useState(props.invitation.name)
  const [password, setPassword] = useState('')
  const enter = useEnter()
  const accept = useMutation({
    mutationFn: async () => {
      await joining.accept({ token, name: name.trim(), password })
      await session.signIn(email, password)
    },
    onSuccess: enter,
  })
  return (
    <>
      <Title3 as="h2">{organisation ? `Join ${organisation}` : 'Join as an operator'}</Title3>
      <Text>
        {invitedBy ?? 'A program of your organisation'} invites you
        {organisation && ` as ${role === 'agent' ? 'an agent' : 'an administrator'}`}. {what[role]} The link
        is open until <Day at={expiresAt} />.
      </Text>
      <Form
        yes="Join"
        isBusy={accept.isPending}
        isReady={name.trim() !== '' && isGoodPassword(password)}
        problem={accept.isError ? signInRefusal(accept.error) : undefined}
        onSubmit={() => accept.mutate()}
      >
        <Field label="E-mail">
          <Input name="email" autoComplete="username" value={email} readOnly />
        </Field>
        <Field label="Your name" required>
          <Input
            name="name"
            autoComplete="name"
            maxLength={200}
            value={name}
            onChange={(_, data) => setName(data.value)}
          />
        </Field>
        <NewPasswordField label="Choose a password" value={password} onChange={setPassword} />
      </Form>
      <SignInElsewhere />
    </>
  )
}
