import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { CalendarClockRegular, ClockRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import { personZone } from '../../zoned.ts'
import { type SnoozeMoment, snoozeMoments } from './snooze-moments.ts'

const when = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: 'numeric', minute: '2-digit' })

/** Puts a conversation off, to a moment that is offered or a chosen one; or brings it back. */
export function SnoozeMenu(props: {
  isSnoozed: boolean
  onChoose: (until: string | null) => void
  onAsk: () => void
}) {
  const [moments, setMoments] = useState<SnoozeMoment[]>([])
  return (
    // An hour from when it is opened.
    <Menu onOpenChange={(_, { open }) => open && setMoments(snoozeMoments(Date.now(), personZone()))}>
      <MenuTrigger disableButtonEnhancement>
        <Button size="small" icon={<ClockRegular />}>
          {props.isSnoozed ? 'Snoozed' : 'Snooze'}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {props.isSnoozed && <MenuItem onClick={() => props.onChoose(null)}>Back now</MenuItem>}
          {moments.map(({ label, at }) => (
            <MenuItem
              key={label}
              secondaryContent={when.format(new Date(at))}
              onClick={() => props.onChoose(at)}
            >
              {label}
            </MenuItem>
          ))}
          <MenuItem icon={<CalendarClockRegular />} onClick={props.onAsk}>
            Choose a moment …
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
