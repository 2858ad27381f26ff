import { Text } from '@fluentui/react-components'
import { PageButton } from '../../components/links.tsx'
import { Section } from '../../components/page.tsx'
import { useMe } from '../../components/use-me.ts'

/** Leads to where what is kept of a person is exported and erased; its administrators alone may. */
export function PersonalData({ organisationId }: { organisationId: string }) {
  if (useMe()?.kind !== 'administrator') return null
  return (
    <Section
      title="Personal data"
      actions={
        <PageButton as="a" to="/console/organisations/$organisationId/erasure" params={{ organisationId }}>
          Export or erase a person
        </PageButton>
      }
    >
      <Text>
        Somebody may ask what is kept of them in the queues, or that it is erased. Both are done here, and
        both stand in the audit log.
      </Text>
    </Section>
  )
}
