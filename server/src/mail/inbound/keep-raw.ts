import type { Database } from '../../store/database.ts'
import { noteRaw } from '../../store/raw-names.ts'
import { type RawStore, rawName } from './raw-store.ts'

/** Keeps the bytes of messages that are about to be stored; returns their names. Whatever is killed when, those that are not are found and deleted. */
export async function keepRaw(
  { db, store }: { db: Database; store: RawStore },
  messages: Uint8Array[],
): Promise<string[]> {
  await noteRaw(db, messages.map(rawName))
  return await Promise.all(messages.map(async (bytes) => await store.put(bytes)))
}
