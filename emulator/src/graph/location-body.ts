import { addressParts } from './properties.ts'
import { readMember, readRecord, readText, unknownName } from './value-readers.ts'

const texts = ['displayName', 'locationEmailAddress', 'locationUri', 'uniqueId']
const locationTypes = [
  ...['default', 'conferenceRoom', 'homeAddress', 'businessAddress', 'geoCoordinates', 'streetAddress'],
  ...['hotel', 'restaurant', 'localBusiness', 'postalAddress'],
]
const uniqueIdTypes = ['unknown', 'locationStore', 'directory', 'private', 'bing']
const coordinateParts = ['accuracy', 'altitude', 'altitudeAccuracy', 'latitude', 'longitude']

/** A `location` with what the service adds: a type, and the name as identifier. */
export function readLocation(value: unknown): Record<string, unknown> {
  const read: Record<string, unknown> = { displayName: '', locationType: 'default', uniqueIdType: 'private' }
  for (const [name, given] of Object.entries(readRecord('location', value))) {
    if (given === null) continue
    if (texts.includes(name)) read[name] = readText(name, given)
    else if (name === 'locationType') read[name] = readMember(name, given, locationTypes)
    else if (name === 'uniqueIdType') read[name] = readMember(name, given, uniqueIdTypes)
    else if (name === 'address') read[name] = readParts(name, given, addressParts, 'physicalAddress')
    else if (name === 'coordinates')
      read[name] = readParts(name, given, coordinateParts, 'outlookGeoCoordinates')
    else throw unknownName(name, 'location')
  }
  if (read.uniqueId === undefined) {
    if (read.displayName === '') read.uniqueIdType = 'unknown'
    else read.uniqueId = read.displayName
  }
  return read
}

/** The one `location` that stands for all: their names joined (published example of event-get). */
export function singleLocation(locations: Record<string, unknown>[]): Record<string, unknown> {
  const [only] = locations
  if (only === undefined) return readLocation({ displayName: '' })
  return locations.length === 1
    ? only
    : readLocation({ displayName: locations.map(({ displayName }) => displayName).join('; ') })
}

function readParts(
  name: string,
  value: unknown,
  parts: readonly string[],
  type: string,
): Record<string, unknown> {
  const record = readRecord(name, value)
  const other = Object.keys(record).find((part) => !parts.includes(part))
  if (other !== undefined) throw unknownName(other, type)
  return Object.fromEntries(Object.entries(record).filter(([, part]) => part !== null))
}
