import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** The first that is there; the one without any window needs a quarter less time for the same pages. */
const program = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path))

/** Why browser tests cannot run here; undefined when they can. `.ci/run` installs what is missing. */
export const noBrowser = program
  ? undefined
  : 'Debian’s package "chromium-headless-shell" is missing: apt-get install chromium-headless-shell'

/** Debian's Chromium, without a window and without asking for anything outside this machine. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: program!,
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
}

/** Signs in where the page asks who is there. */
export async function signIn(page: Page, person: { email: string; password: string }): Promise<void> {
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('Password').fill(person.password)
  await page.keyboard.press('Enter')
}

/** Notes what a page fails at without saying so: errors of its scripts, and what the page's policy refused. */
export function noteTroubles(context: BrowserContext, troubles: string[]): void {
  context.on('weberror', (error) => void troubles.push(String(error.error())))
  context.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) troubles.push(message.text())
  })
}
