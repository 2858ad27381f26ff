import { makeStyles, ToggleButton, tokens } from '@fluentui/react-components'
import { weekdays } from '../../days.ts'
import type { Weekday } from '../../shapes.ts'
import { weekdayName } from './repeat-text.ts'

const useStyles = makeStyles({
  // fieldset without its frame: only the group and its name are meant
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalXS,
    border: 'none',
    margin: '0',
    padding: '0',
  },
  day: { minWidth: '44px' },
})

/** Days of the week to be switched on and off, from the first of the week on. */
export function WeekdayButtons(props: {
  label: string
  days: Weekday[]
  firstDay: Weekday
  onChange: (days: Weekday[]) => void
}) {
  const styles = useStyles()
  const { days, onChange } = props
  const first = weekdays.indexOf(props.firstDay)
  const inOrder = [...weekdays.slice(first), ...weekdays.slice(0, first)]
  return (
    <fieldset className={styles.root} aria-label={props.label}>
      {inOrder.map((day) => {
        const isOn = days.includes(day)
        return (
          <ToggleButton
            key={day}
            size="small"
            className={styles.day}
            checked={isOn}
            appearance={isOn ? 'primary' : 'secondary'}
            onClick={() => onChange(isOn ? days.filter((one) => one !== day) : [...days, day])}
          >
            {weekdayName(day).slice(0, 3)}
          </ToggleButton>
        )
      })}
    </fieldset>
  )
}
