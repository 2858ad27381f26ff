import { Badge } from '@fluentui/react-components'
import { Day } from './when.tsx'

/** When a secret ends; louder the nearer it is (notices begin 60 days before). */
export function Expiry(props: { at: string | null }) {
  if (props.at === null) return <>Not known</>
  const days = Math.floor((Date.parse(props.at) - Date.now()) / 86_400_000)
  if (days < 0) return <Badge color="danger">Expired</Badge>
  if (days > 60) return <Day at={props.at} />
  return (
    <Badge appearance="tint" color={days < 14 ? 'danger' : 'warning'}>
      {days === 0 ? 'Today' : days === 1 ? 'Tomorrow' : `In ${days} days`}
    </Badge>
  )
}
