import { useQuery } from '@tanstack/react-query'
import { mailboxes } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { keys } from '../../keys.ts'
import { HourChart } from './hour-chart.tsx'

/** Changes per hour of the last day, both directions. */
export function Timeline(props: { mailboxId: string }) {
  const query = useQuery({
    queryKey: keys.timeline(props.mailboxId),
    queryFn: () => mailboxes.timeline(props.mailboxId),
  })
  return (
    <Section title="Last 24 hours">
      <Loaded query={query}>{({ items }) => <HourChart hours={items} />}</Loaded>
    </Section>
  )
}
