import { Combobox, Field, Option } from '@fluentui/react-components'
import { useMemo, useState } from 'react'
import { allZones, personZone, zoneText } from '../../zoned.ts'

/** So many zones are listed at once; typing finds the others. */
const listed = 40

/** A time zone, found by typing a part of its name. */
export function ZonePicker(props: { zone: string; onChange: (zone: string) => void }) {
  const { zone, onChange } = props
  const now = useMemo(() => Date.now(), [])
  const [typed, setTyped] = useState<string>()
  const zones = useMemo(() => [...new Set([personZone(), zone, ...allZones()])], [zone])
  const words = (typed ?? '').toLowerCase().replaceAll(' ', '_')
  const found = zones.filter((name) => name.toLowerCase().includes(words)).slice(0, listed)
  return (
    <Field label="Time zone">
      <Combobox
        value={typed ?? zoneText(zone, now)}
        selectedOptions={[zone]}
        placeholder="A city: Berlin, New York …"
        onFocus={(event) => event.target.select()}
        onChange={(event) => setTyped(event.target.value)}
        onOptionSelect={(_, { optionValue }) => {
          setTyped(undefined)
          if (optionValue) onChange(optionValue)
        }}
        onBlur={() => setTyped(undefined)}
      >
        {found.map((name) => (
          <Option key={name} value={name} text={zoneText(name, now)}>
            {zoneText(name, now)}
          </Option>
        ))}
      </Combobox>
    </Field>
  )
}
