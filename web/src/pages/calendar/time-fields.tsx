import { Button, Checkbox, Field, Input, makeStyles, Text, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { instantOf, isSameClock, personZone, zoneText } from '../../zoned.ts'
import { draftTimes, type EventDraft, withStart } from './event-draft.ts'
import { ZonePicker } from './zone-picker.tsx'

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  row: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(270px, 1fr))',
    gap: tokens.spacingHorizontalM,
  },
  moment: { display: 'flex', gap: tokens.spacingHorizontalXS },
  input: { flexGrow: 1, minWidth: '0' },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** Start and end as wall-clock times of a zone; the zone is shown when it is not the person's, or asked for. */
export function TimeFields(props: { draft: EventDraft; onChange: (draft: EventDraft) => void }) {
  const styles = useStyles()
  const { draft, onChange } = props
  const [wantsZone, setWantsZone] = useState(false)
  const isForeign = draft.timeZone !== personZone()
  return (
    <div className={styles.root}>
      <div className={styles.row}>
        <Moment
          label={draft.isAllDay ? 'First day' : 'Start'}
          day={draft.startDay}
          time={draft.isAllDay ? undefined : draft.startTime}
          onChange={(day, time) => onChange(withStart(draft, day, time ?? draft.startTime))}
        />
        <Moment
          label={draft.isAllDay ? 'Last day' : 'End'}
          day={draft.endDay}
          time={draft.isAllDay ? undefined : draft.endTime}
          onChange={(endDay, endTime) => onChange({ ...draft, endDay, endTime: endTime ?? draft.endTime })}
        />
      </div>
      <div className={styles.line}>
        <Checkbox
          label="All day"
          checked={draft.isAllDay}
          onChange={(_, data) => onChange({ ...draft, isAllDay: data.checked === true })}
        />
        {!isForeign && !wantsZone && !draft.isAllDay && (
          <Button appearance="transparent" size="small" onClick={() => setWantsZone(true)}>
            Time zone: {zoneText(draft.timeZone, Date.now())}
          </Button>
        )}
        <HereText draft={draft} />
      </div>
      {(isForeign || wantsZone) && (
        <ZonePicker zone={draft.timeZone} onChange={(timeZone) => onChange({ ...draft, timeZone })} />
      )}
    </div>
  )
}

function Moment(props: {
  label: string
  day: string
  time: string | undefined
  onChange: (day: string, time: string | undefined) => void
}) {
  const styles = useStyles()
  const { label, day, time, onChange } = props
  return (
    <Field label={label}>
      {(field) => (
        <div className={styles.moment}>
          <Input
            {...field}
            className={styles.input}
            type="date"
            value={day}
            onChange={(_, data) => onChange(data.value, time)}
          />
          {time !== undefined && (
            <Input
              className={styles.input}
              type="time"
              aria-label={`${label}: time`}
              value={time}
              onChange={(_, data) => onChange(day, data.value)}
            />
          )}
        </div>
      )}
    </Field>
  )
}

/** When it is here, if the clocks of the chosen zone show something else. */
function HereText({ draft }: { draft: EventDraft }) {
  const styles = useStyles()
  if (
    draft.isAllDay ||
    draft.startDay === '' ||
    draft.startTime === '' ||
    draft.endDay === '' ||
    draft.endTime === ''
  )
    return null
  const { start, end } = draftTimes(draft)
  const span: [number, number] = [instantOf(start), instantOf(end)]
  if (span[1] < span[0] || isSameClock(draft.timeZone, personZone(), span)) return null
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <Text size={200} className={styles.quiet} role="status">
      For you {format.formatRange(...span)}
    </Text>
  )
}
