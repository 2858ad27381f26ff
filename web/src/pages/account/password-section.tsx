import { Button, Text } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { Section } from '../../components/page.tsx'
import { isGoodPassword, NewPasswordField, PasswordField } from '../../components/secret-fields.tsx'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { account } from '../../people-api.ts'
import { queryClient } from '../../query-client.ts'
import { signInRefusal } from '../../sign-in-words.ts'

/** The password, changed by whoever knows it. */
export function PasswordSection() {
  const [old, setOld] = useState('')
  const [wanted, setWanted] = useState('')
  const toasts = useToasts()
  const change = useMutation({
    mutationFn: () => account.changePassword(old, wanted),
    onSuccess: async () => {
      setOld('')
      setWanted('')
      toasts.done('The password is changed. Everywhere else you are signed out.')
      await queryClient.invalidateQueries({ queryKey: keys.sessions })
    },
  })
  return (
    <Section
      title="Password"
      actions={
        <Ask
          title="Change the password"
          yes="Change"
          isReady={old !== '' && isGoodPassword(wanted)}
          onYes={() => change.mutateAsync()}
          trigger={<Button>Change the password</Button>}
        >
          <PasswordField label="Your password now" value={old} onChange={setOld} />
          <NewPasswordField label="The new password" value={wanted} onChange={setWanted} />
          {change.isError && <Text role="alert">{signInRefusal(change.error)}</Text>}
        </Ask>
      }
    >
      <Text>Changing it signs you out everywhere else.</Text>
    </Section>
  )
}
