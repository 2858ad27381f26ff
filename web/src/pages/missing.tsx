import { Text } from '@fluentui/react-components'
import { PageLink } from '../components/links.tsx'
import { Page } from '../components/page.tsx'

/** There is no page with this address. */
export function Missing() {
  return (
    <Page title="There is no such page">
      <Text>
        The address may be old or mistyped. <PageLink to="/console">Go to the Console</PageLink>
      </Text>
    </Page>
  )
}
