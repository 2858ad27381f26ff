import { MessageBar, MessageBarBody, MessageBarTitle, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../components/loaded.tsx'
import { Page, Section } from '../../components/page.tsx'
import { useMe } from '../../components/use-me.ts'
import { keys } from '../../keys.ts'
import { account } from '../../people-api.ts'
import { PasswordSection } from './password-section.tsx'
import { SecondFactor } from './second-factor.tsx'
import { SessionsSection } from './sessions-section.tsx'

/** What is the signed-in person's own: second factor, password, where they are signed in. */
export function AccountPage() {
  const me = useMe()
  const query = useQuery({ queryKey: keys.hasPassword, queryFn: account.hasPassword })
  return (
    <Page title="My account" below={<Text>{me?.email}</Text>}>
      {me?.twoFactor === 'needed' && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>Set up your second factor first.</MessageBarTitle> Your organisation asks for
            one; the other pages open once it is there. It takes two minutes and a phone.
          </MessageBarBody>
        </MessageBar>
      )}
      <Loaded query={query}>
        {(hasPassword) =>
          hasPassword ? (
            <>
              <SecondFactor isOn={me?.twoFactor === 'on'} />
              <PasswordSection />
            </>
          ) : (
            <Section title="Signing in">
              <Text>
                You sign in with your organisation’s directory. Password and second factor are asked for and
                changed there.
              </Text>
            </Section>
          )
        }
      </Loaded>
      <SessionsSection />
    </Page>
  )
}
