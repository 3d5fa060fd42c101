import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../src/core/redact/redactor.ts'

const { maskedValue, text } = createRedactor()

const MASKED = [
  ...['authorization', 'Authorization', 'proxy-authorization', 'cookie', 'cookies', 'Set-Cookie'],
  ...['password', 'passwd', 'pwd', 'PASSWORD', 'passWord', 'pass phrase', 'pass', 'newPassword'],
  ...['password_hash', 'DB_PASSWORD', 'current-password', 'passwordConfirmation', 'PGPASSWORD'],
  ...['secret', 'clientSecret', 'client_secret', 'client secret', 'CLIENT.SECRET', 'JWT_SECRET'],
  ...['token', 'accessToken', 'access_token', 'id-token', 'refresh_token', 'sessionToken', 'jwt'],
  ...['authToken', 'authorizationToken', 'x-auth-token', 'X-Amz-Security-Token', 'x-csrf-token'],
  ...['apiKey', 'api_key', 'APIKEY', 'x-api-key', 'X-Api-Key', 'privateKey', 'private key'],
  ...['merchantKey', 'AZURE_STORAGE_KEY', 'unseal-key'],
  ...['secretAccessKey', 'AWS_SECRET_ACCESS_KEY', 'awsAccessKeyId', 'SecretString', 'credentials'],
  ...['X-Amz-Signature', 'X-Amz-Credential', 'Signature', 'sig', 'x-goog-signature'],
  ...['creditCard', 'credit_card_number', 'cardNumber', 'card-number', 'cvv', 'CVC', 'cardCvv'],
  ...['ssn', 'SSN', 'socialSecurityNumber', 'passportNumber', 'iban', 'otp', 'dateOfBirth', 'dob'],
  ...['email', 'e-mail', 'emailAddress', 'user_email', 'phone', 'phoneNumber', 'mobile_phone'],
  ...['address', 'street', 'streetAddress', 'billing_address', 'address_line1', 'homeAddress'],
  ...['firstName', 'first_name', 'first name', 'last-name', 'FullName', 'surname', 'username'],
]

const KEPT = [
  ...['name', 'functionName', 'hopName', 'fileName', 'hostname', 'displayName', 'serviceName'],
  ...['inputTokens', 'outputTokens', 'tokenCount', 'tokens', 'maxTokens', 'nextToken', 'tokenType'],
  ...['key', 'keys', 'keyboard', 'monkey', 'publicKey', 'partitionKey', 'objectKey', 'cacheKey'],
  ...['sortKey', 'LastEvaluatedKey', 'ExclusiveStartKey', 's3Key', 'Redis key'],
  ...[
    'passed',
    'passing',
    'bypass',
    'compass',
    'passengers',
    'secretName',
    'secretary',
    'secretArn',
  ],
  ...['author', 'authorized', 'authorizer', 'authority', 'cookieConsent', 'cookieCount', 'signal'],
  ...['emailSent', 'emails_sent', 'phoneModel', 'addressBook', 'ipAddresses', 'signatureVersion'],
  ...['card', 'cards', 'cardType', 'session', 'sessionCount', 'userId', 'tenantId', 'jobId', 'id'],
  ...['', '-', 'constructor', '__proto__', 'toString', `${'x'.repeat(100)}password`, 'пароль'],
]

describe('the value of a member', () => {
  it.each(MASKED)('is masked by the name %j', (name) => {
    expect(maskedValue(name, 'x')).toBe('[redacted]')
    expect(maskedValue(name, { a: 1 })).toBe('[redacted]')
    expect(maskedValue(name, ['x'])).toBe('[redacted]')
  })

  it.each(KEPT)('is not masked by the name %j', (name) => {
    expect(maskedValue(name, 'x')).toBeUndefined()
    expect(maskedValue(name, {})).toBeUndefined()
    expect(maskedValue(name, 5)).toBeUndefined()
  })

  it.each(['token', 'accessToken', 'secret', 'apiKey', 'cookie', 'authorization', 'email'])(
    'is kept under the name %j if it is a number or a boolean',
    (name) => {
      for (const value of [0, 1500, true, false, 5n])
        expect(maskedValue(name, value)).toBeUndefined()
    },
  )

  it.each(['password', 'passcode', 'cvv', 'ssn', 'creditCard', 'cardNumber', 'otp', 'phone'])(
    'is masked by the name %j unless it is true or false',
    (name) => {
      for (const value of [0, 123, 5n, Symbol('x'), () => 1]) {
        expect(maskedValue(name, value)).toBe('[redacted]')
      }
      expect(maskedValue(name, true)).toBeUndefined()
    },
  )

  it.each(['password', 'token', 'name'])(
    'is kept under the name %j if it is undefined or null',
    (name) => {
      expect(maskedValue(name, undefined)).toBeUndefined()
      expect(maskedValue(name, null)).toBeUndefined()
    },
  )

  it.each(MASKED)(
    'is masked in a text by the name %j, with and without a space after the colon',
    (name) => {
      const spaced = text(`${name}: a1b2c3d4e5`)
      expect(spaced).toBe(`${name}: [redacted]`)
      expect(text(`${name}:a1b2c3d4e5`)).toBe(spaced.replace(': ', ':'))
    },
  )

  it.each(['access-key-id', 'TaxId', 'national_id', 'bank-account', 'birth_date', 'address_line'])(
    'is masked in a text by the name %j, whatever separates its words',
    (name) => {
      expect(text(`${name}:a1b2c3d4e5`)).toBe(`${name}:[redacted]`)
    },
  )

  it.each(['sessionId', 'session_id', 'sid', 'X-Session-Id', 'connect.sid'])(
    'is masked by the name %j only if it looks random',
    (name) => {
      const id = ['q8Xw2LmZr5', 'TkV9bNc3Yd'].join('')
      expect(maskedValue(name, id)).toBe('[redacted]')
      expect(text(`${name}=${id}`)).toBe(`${name}=[redacted]`)
      for (const kept of ['chat-42', '0192f3a4-5b6c-7d8e-9f01-23456789abcd', 17, true, {}]) {
        expect(maskedValue(name, kept)).toBeUndefined()
        expect(text(`${name}=${kept}`)).toBe(`${name}=${kept}`)
      }
    },
  )

  it('is masked by the same rules after 5,000 other names', () => {
    for (let index = 0; index < 5000; index += 1) maskedValue(`name${index}`, 'x')
    expect(maskedValue('password', 'x')).toBe('[redacted]')
    expect(maskedValue('name7', 'x')).toBeUndefined()
  })
})
