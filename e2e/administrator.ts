import type { Page } from 'playwright-core'

/** What an administrator clicks in the tenant's own pages; the emulator plays Microsoft's part. */
export function administrator(page: Page, emulatorUrl: string, tenantName: string) {
  // A place that was found by clicking once is a bookmark.
  const bookmarks = new Map<string, string>()
  const visit = async (key: string, find: () => Promise<void>) => {
    const known = bookmarks.get(key)
    if (known !== undefined) return void (await page.goto(known))
    await find()
    bookmarks.set(key, page.url())
  }
  const follow = async (name: RegExp | string) => {
    await loaded(page, () => page.getByRole('link', { name }).first().click())
  }
  const open = (place: RegExp | string) =>
    visit(String(place), async () => {
      await page.goto(emulatorUrl)
      await follow(tenantName)
      await follow(place)
    })
  const openOne = (place: string, name: string) =>
    visit(`${place}/${name}`, async () => {
      await open(place)
      await follow(name)
    })
  const at = { page, open, openOne }
  return { ...applications(at), ...permissions(at), ...directory(at) }
}

/** Does what leads to another page and waits until it is there: only then the tenant has what was asked for. */
async function loaded(page: Page, act: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()])
}

interface Place {
  page: Page
  open(place: RegExp | string): Promise<void>
  openOne(place: string, name: string): Promise<void>
}

function applications({ page, open, openOne }: Place) {
  const shown = async (term: string) =>
    (await page.locator(`dt:text-is("${term}") + dd`).first().innerText()).trim()
  return {
    /** Registers an application; its ids as the Overview page shows them. */
    register: async (name: string) => {
      await open('App registrations')
      await page.getByLabel('Name').fill(name)
      await loaded(page, () => page.getByRole('button', { name: 'Register' }).click())
      await page.getByRole('heading', { name }).waitFor()
      return {
        client: await shown('Application (client) ID'),
        object: await shown('Object ID'),
        tenant: await shown('Directory (tenant) ID'),
      }
    },
    /** Makes a secret; both columns as they are shown once. */
    makeSecret: async (application: string) => {
      await openOne('App registrations', application)
      await page.getByLabel('Description').first().fill(application)
      await loaded(page, () => page.getByRole('button', { name: 'New client secret' }).click())
      await page.getByRole('status').waitFor()
      const cells = page.getByRole('table').first().getByRole('row').last().getByRole('cell')
      return { value: (await cells.nth(2).innerText()).trim(), id: (await cells.nth(3).innerText()).trim() }
    },
  }
}

function permissions({ page, open, openOne }: Place) {
  const row = (permission: string) => page.getByRole('row').filter({ hasText: permission })
  return {
    addPermission: async (application: string, permission: string) => {
      await openOne('App registrations', application)
      await page.getByLabel('Application permission').selectOption(permission)
      await loaded(page, () => page.getByRole('button', { name: 'Add a permission' }).click())
    },
    addDelegated: async (application: string, permission: string) => {
      await openOne('App registrations', application)
      const choice = page.getByLabel('Delegated permission')
      const label = `${permission} (Microsoft Graph)`
      await choice.selectOption({ label })
      await loaded(page, () => page.getByRole('button', { name: 'Add a delegated permission' }).click())
    },
    removeDelegated: async (application: string, permission: string) => {
      await openOne('App registrations', application)
      const button = row(permission).getByRole('button', { name: 'Remove delegated permission' })
      await loaded(page, () => button.click())
    },
    consent: async (application: string) => {
      await openOne('App registrations', application)
      await loaded(page, () => page.getByRole('button', { name: /^Grant admin consent/ }).click())
    },
    /** Off the list, and what was consented to is revoked. */
    removePermission: async (application: string, permission: string) => {
      await openOne('App registrations', application)
      await loaded(page, () => row(permission).getByRole('button', { name: 'Remove permission' }).click())
      await loaded(page, () => row(permission).getByRole('button', { name: 'Revoke admin consent' }).click())
    },
    /** Takes a consent back; the permission stays on the list. */
    revoke: async (application: string, permission: string) => {
      await openOne('App registrations', application)
      await loaded(page, () => row(permission).getByRole('button', { name: 'Revoke admin consent' }).click())
    },
    /** RBAC for Applications: the first role offered, for a group alone. */
    assignRole: async (application: string, group: RegExp) => {
      await open(/access policies and roles/)
      const form = page.locator('form[action$="/roles"]')
      await form.locator('[name="application"]').selectOption({ label: application })
      const scope = form.getByLabel('Scope')
      const option = await scope.locator('option', { hasText: group }).first().getAttribute('value')
      await scope.selectOption(option)
      await loaded(page, () => form.getByRole('button', { name: 'Add assignment' }).click())
    },
  }
}

function directory({ page, open, openOne }: Place) {
  return {
    /** A mail-enabled security group with these members. */
    makeGroup: async (name: string, mail: string, members: RegExp[]) => {
      await open('Groups')
      await page.getByLabel('Name').fill(name)
      await page.getByLabel(/^E-mail/).fill(mail)
      await loaded(page, () => page.getByRole('button', { name: 'Create group' }).click())
      await page.getByRole('heading', { name }).waitFor()
      for (const member of members) await page.getByLabel(member).check()
      await loaded(page, () => page.getByRole('button', { name: 'Save members' }).click())
    },
    setMember: async (group: string, member: RegExp, isIn: boolean) => {
      await openOne('Groups', group)
      await page.getByLabel(member).setChecked(isIn)
      await loaded(page, () => page.getByRole('button', { name: 'Save members' }).click())
    },
    /** Ticks or clears a box of a person. */
    setUser: async (name: string, box: string, isOn: boolean) => {
      await openOne('Users', name)
      await page.getByLabel(box).setChecked(isOn)
      await loaded(page, () => page.getByRole('button', { name: 'Save', exact: true }).click())
    },
  }
}
