import { existsSync, readFileSync } from 'node:fs'
import windowsZones from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' }
import { expect, test } from 'vitest'
import { offsetAt } from './zone-offsets.ts'
import { ianaZone, isSameZone, windowsZone } from './zones.ts'

const table = windowsZones.supplemental.windowsZones.mapTimezones.map(({ mapZone }) => mapZone)
/** The middle of every month of the coming two years: laws change, and what counts is what is still to come. */
const today = new Date()
const months = Array.from({ length: 24 }, (_, month) =>
  Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + month, 15),
)

test('Windows names, IANA names and their old names, and UTC by all its names mean a zone', () => {
  expect(ianaZone('W. Europe Standard Time')).toBe('Europe/Berlin')
  expect(ianaZone('w. europe standard time')).toBe('Europe/Berlin')
  expect(ianaZone('Eastern Standard Time')).toBe('America/New_York')
  expect(ianaZone('europe/vienna')).toBe('Europe/Vienna')
  expect(ianaZone('US/Eastern')).toBe('US/Eastern')
  expect(ianaZone('Asia/Calcutta')).toBe('Asia/Calcutta')
  for (const utc of ['UTC', 'utc', 'Etc/UTC', 'tzone://Microsoft/Utc']) expect(ianaZone(utc)).toBe('UTC')
})

test('what means nothing by itself is not guessed', () => {
  const nothing = [
    'tzone://Microsoft/Custom',
    'Customized Time Zone',
    'Europe/Nowhere',
    '+05:30',
    '',
    '(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna',
    'Europe/Berlin\n',
  ]
  expect(nothing.map(ianaZone)).toEqual([...Array(6).fill(undefined), 'Europe/Berlin'])
})

test('an IANA zone has the Windows name of its territory, also under another of its names', () => {
  expect(windowsZone('Europe/Vienna')).toBe('W. Europe Standard Time')
  expect(windowsZone('US/Eastern')).toBe('Eastern Standard Time')
  expect(windowsZone('Asia/Kolkata')).toBe('India Standard Time')
  expect(windowsZone('Europe/Kyiv')).toBe('FLE Standard Time')
  expect(windowsZone('UTC')).toBe('UTC')
  expect(windowsZone('Antarctica/Troll')).toBeUndefined()
  expect(windowsZone('Europe/Nowhere')).toBeUndefined()
})

test('zones are the same when Windows does not tell them apart', () => {
  expect(isSameZone('Europe/Berlin', 'Europe/Vienna')).toBe(true)
  expect(isSameZone('Europe/Berlin', 'Europe/London')).toBe(false)
  expect(isSameZone('Antarctica/Troll', 'antarctica/troll')).toBe(true)
  expect(isSameZone('Antarctica/Troll', 'Europe/Oslo')).toBe(false)
})

test("every row of CLDR's table comes back to a zone with the same offsets", () => {
  const rows = table.flatMap(({ _other, _type }) =>
    _type.split(' ').map((zone) => ({ windows: _other, zone })),
  )
  const zones = rows.filter(({ zone }) => zone !== '')
  expect(zones.length).toBeGreaterThan(400)
  const different = zones.filter(({ zone }) => {
    const back = ianaZone(windowsZone(zone) ?? '')
    // None at all is better than a wrong one: only where no Windows zone has this clock.
    return back !== undefined && months.some((month) => offsetAt(back, month) !== offsetAt(zone, month))
  })
  expect(different).toEqual([])
  const renamed = zones.filter(({ zone, windows }) => windowsZone(zone) !== windows)
  // Zones whose law changed after CLDR 48 was made.
  expect(renamed.length).toBeLessThan(10)
})

test('a zone that a law has parted from its Windows zone takes another one with the same clock', () => {
  const vancouver = ianaZone(windowsZone('America/Vancouver') ?? '') ?? ''
  expect(months.map((month) => offsetAt(vancouver, month))).toEqual(Array(24).fill(-7 * 3_600_000))
  expect(windowsZone('America/Los_Angeles')).toBe('Pacific Standard Time')
})

const reference = new URL(
  '../../../../../../shared/reference/timezones/windows-to-iana.json',
  import.meta.url,
)

test.skipIf(!existsSync(reference))(
  'every Windows name of the reference is known, in every territory',
  () => {
    const names: Record<string, Record<string, string[]>> = JSON.parse(readFileSync(reference, 'utf8'))
    for (const [windows, territories] of Object.entries(names)) {
      const main = ianaZone(windows) ?? ''
      expect(main).toBe(ianaZone(territories['001']?.[0] ?? ''))
      for (const zone of Object.values(territories).flat()) {
        const isSameClock = months.every((month) => offsetAt(main, month) === offsetAt(zone, month))
        expect([windows, isSameClock]).toContain(isSameClock ? windowsZone(zone) : isSameClock)
      }
    }
  },
)
