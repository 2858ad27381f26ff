import { expect, test } from 'vitest'
import { readArguments } from './cli.ts'

test('without arguments the demo is served on port 8443 of this machine', () => {
  expect(readArguments([])).toMatchObject({
    options: { port: 8443, host: '127.0.0.1', seed: 'demo', tls: true },
  })
})

test('every argument is taken', () => {
  const given = ['--port', '0', '--host', '::1', '--seed', 'large:2x3', '--data', 'here', '--no-tls']
  expect(readArguments(given)).toMatchObject({
    options: { port: 0, host: '::1', seed: 'large:2x3', data: 'here', tls: false },
  })
})

test.each([
  [['--port', 'x'], '--port x is no port number'],
  [['--port', '70000'], '--port 70000'],
  [['--prot', '1'], "Unknown option '--prot'"],
  [['--seed', 'missing.json'], '--seed missing.json'],
])('%j is refused with a reason', (given, reason) => {
  expect(() => readArguments(given)).toThrow(reason)
})
