import { Button, Divider, Text } from '@fluentui/react-components'
import { useMutation, useQuery } from '@tanstack/react-query'
import { keys } from '../../keys.ts'
import { signingIn } from '../../people-api.ts'
import { signInRefusal } from '../../sign-in-words.ts'

/** The way in by the directory that is set up; nothing where there is none. */
export function SignInElsewhere() {
  const query = useQuery({ queryKey: keys.signInMethods, queryFn: signingIn.methods })
  const go = useMutation({
    mutationFn: signingIn.elsewhere,
    onSuccess: ({ url }) => location.assign(url),
  })
  const name = query.data?.sso?.name
  if (name === undefined) return null
  return (
    <>
      <Divider>or</Divider>
      {go.isError && <Text role="alert">{signInRefusal(go.error)}</Text>}
      <Button disabled={go.isPending || go.isSuccess} onClick={() => go.mutate()}>
        Sign in with {name}
      </Button>
    </>
  )
}
