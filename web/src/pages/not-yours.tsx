import { Text } from '@fluentui/react-components'
import { PageLink } from '../components/links.tsx'
import { Page } from '../components/page.tsx'

/** There is such a page, for others. */
export function NotYours(props: { start: string }) {
  return (
    <Page title="This is not yours to do">
      <Text>
        This page is for people with another role. If you need it, ask an administrator of your organisation.{' '}
        <PageLink to={props.start}>Go to your own page</PageLink>
      </Text>
    </Page>
  )
}
