import { generator } from './generated.ts'

const made = generator(20)

const words = (text: string): string[] => text.trim().split(/\s+/)

// Names of members, of environment variables, headers and columns, by what they hold.
const PASSWORDS = words(`
  password Password PASSWORD passwd PASSWD pwd pw passphrase passcode pass user_pass userPassword
  adminPassword admin_password dbPassword DB_PASSWORD DB_PASS DATABASE_PASSWORD PGPASSWORD MYSQL_PWD
  MYSQL_ROOT_PASSWORD POSTGRES_PASSWORD REDIS_PASSWORD RABBITMQ_DEFAULT_PASS SMTP_PASS SMTP_PASSWORD
  MAIL_PASSWORD ftpPassword ldapBindPassword bindPassword keystorePassword key-store-password
  truststorePassword certPassword sshPassphrase privateKeyPassphrase gpg_passphrase wifiPassword
  wpa_passphrase proxyPassword basicAuthPassword currentPassword newPassword old_password oldPwd
  confirmPassword passwordConfirmation password_confirmation repeatPassword retypePassword
  temporaryPassword initialPassword defaultPassword oneTimePassword plainPassword plaintextPassword
  hashedPassword encryptedPassword passwordHash password_hash passwordSalt passwordDigest j_password
  user[password] form.password spring.datasource.password loginPassword masterPassword rootPassword
  sudoPassword zipPassword documentPassword accountPassword customerPassword walletPassphrase
  password1 password2 md5Password bcryptPassword dbpassword userpassword`)
const TOKENS = words(`
  token Token accessToken access_token refreshToken refresh_token idToken id_token sessionToken
  session-token authToken auth_token authenticationToken bearerToken apiToken API_TOKEN githubToken
  GITHUB_TOKEN GH_TOKEN GITLAB_TOKEN NPM_TOKEN NODE_AUTH_TOKEN SLACK_BOT_TOKEN slackToken
  DISCORD_TOKEN telegramBotToken TELEGRAM_BOT_TOKEN VAULT_TOKEN X-Vault-Token CLOUDFLARE_API_TOKEN
  DIGITALOCEAN_ACCESS_TOKEN SENTRY_AUTH_TOKEN HF_TOKEN REPLICATE_API_TOKEN passwordResetToken
  reset_token resetToken emailVerificationToken verification_token confirmationToken invitationToken
  inviteToken magicLinkToken unsubscribeToken activationToken deviceToken pushToken fcmToken
  registrationToken csrfToken csrf_token xsrfToken X-CSRF-Token X-XSRF-TOKEN csrfmiddlewaretoken
  authenticity_token _csrf __RequestVerificationToken jwt jwtToken JWT accessJwt refreshJwt
  userToken clientToken serviceToken botToken webhookToken oauthToken oauth_token oauth2Token
  samlToken ssoToken sasToken SAS_TOKEN securityToken X-Amz-Security-Token AWS_SESSION_TOKEN
  continueAsToken taskToken impersonationToken personalAccessToken rememberToken remember_token
  otpToken mfaToken twoFactorToken PRIVATE-TOKEN X-Gitlab-Token X-Figma-Token X-Auth-Token
  X-Access-Token X-Shopify-Access-Token accesstoken authtoken githubtoken accessTokens refresh_tokens`)
const SECRETS = words(`
  secret SECRET clientSecret client_secret CLIENT_SECRET appSecret app_secret apiSecret API_SECRET
  consumerSecret sharedSecret shared_secret webhookSecret WEBHOOK_SECRET STRIPE_WEBHOOK_SECRET
  signingSecret SLACK_SIGNING_SECRET jwtSecret JWT_SECRET NEXTAUTH_SECRET AUTH_SECRET SESSION_SECRET
  COOKIE_SECRET cookieSecret sessionSecret totpSecret otpSecret mfaSecret hmacSecret encryptionSecret
  GOOGLE_CLIENT_SECRET GITHUB_CLIENT_SECRET oauthClientSecret accountSecret botSecret radiusSecret
  turnstileSecret RECAPTCHA_SECRET clientsecret secrets SecretString SecretBinary secretHash
  secretValue CF-Access-Client-Secret app.secret`)
const KEYS = words(`
  apiKey api_key API_KEY APIKEY apikey x-api-key X-Api-Key OPENAI_API_KEY ANTHROPIC_API_KEY
  SENDGRID_API_KEY googleApiKey GOOGLE_MAPS_API_KEY DD_API_KEY DD-API-KEY DATADOG_API_KEY
  algoliaApiKey mailgunApiKey stripeApiKey secretKey secret_key SECRET_KEY STRIPE_SECRET_KEY
  stripeSecretKey AWS_SECRET_ACCESS_KEY secretAccessKey awsSecretKey SECRET_KEY_BASE privateKey
  private_key PRIVATE_KEY privateKeyPem JWT_PRIVATE_KEY rsaPrivateKey sshPrivateKey
  GITHUB_APP_PRIVATE_KEY accessKey access_key MINIO_ACCESS_KEY signingKey SIGNING_KEY JWT_SIGNING_KEY
  INNGEST_SIGNING_KEY encryptionKey ENCRYPTION_KEY DATA_ENCRYPTION_KEY decryptionKey masterKey
  MASTER_KEY RAILS_MASTER_KEY sharedKey sharedAccessKey preSharedKey accountKey storageAccountKey
  subscriptionKey Ocp-Apim-Subscription-Key functionsKey x-functions-key serviceRoleKey
  SUPABASE_SERVICE_ROLE_KEY SUPABASE_SERVICE_KEY licenseKey NEW_RELIC_LICENSE_KEY APP_KEY appKey
  DD_APP_KEY applicationKey consumerKey hmacKey HMAC_KEY authKey X-Auth-Key adminKey deployKey
  sshKey gpgKey sessionKey cookieKey webhookKey jwtKey aesKey symmetricKey writeKey ingestKey
  hostKey serverKey apiKeys api_keys secretKeys X-RapidAPI-Key`)
const AUTHORIZATION = words(`
  authorization Authorization AUTHORIZATION proxy-authorization Proxy-Authorization X-Authorization
  authorizationHeader authHeader cookie Cookie cookies set-cookie Set-Cookie setCookie sessionCookie
  authCookie credentials Credentials credential dbCredentials awsCredentials GOOGLE_CREDENTIALS creds
  signature Signature sig X-Amz-Signature x-hub-signature-256 stripe-signature X-Slack-Signature
  X-Twilio-Signature X-Amz-Credential bearer clientAssertion client_assertion samlAssertion
  SAMLResponse code_verifier codeVerifier CODE_VERIFIER pkceVerifier`)
const CONNECTIONS = words(`
  dsn DSN SENTRY_DSN databaseDsn connectionString connection_string CONNECTION_STRING
  AZURE_STORAGE_CONNECTION_STRING ConnectionStrings dbConnectionString connString conn_str
  mongoConnectionString`)
const CODES = words(`
  otp OTP otpCode otp_code totp totpCode mfaCode mfa_code twoFactorCode two_factor_code 2faCode
  recoveryCode recovery_code recoveryCodes backupCode backupCodes verificationCode verification_code
  securityCode security_code smsCode authCode authorizationCode authorization_code accessCode
  resetCode confirmationCode activationCode deviceCode device_code pin PIN pinCode pin_code userPin
  cardPin cvv CVV cvv2 cvc cardCvc cardCvv`)
const RANDOM = words(`
  sessionId session_id SESSION_ID sid connect.sid sessionID chatSessionId X-Session-Id PHPSESSID
  JSESSIONID jsessionid ASP.NET_SessionId`)
const PHRASES = words(`
  mnemonic seedPhrase seed_phrase recoveryPhrase securityAnswer security_answer secretAnswer
  recoveryKey walletPrivateKey`)
const PERSONAL = words(`
  email Email emailAddress email_address customerEmail customer_email recipientEmail billingEmail
  contactEmail userEmail senderEmail fromEmail replyToEmail workEmail e-mail phone phoneNumber
  phone_number recipientPhone customerPhone contactPhone mobilePhone homePhone workPhone
  mobileNumber address billingAddress billing_address shippingAddress shipping_address homeAddress
  deliveryAddress customerAddress mailingAddress streetAddress street addressLine1 address_line_2
  firstName first_name FirstName lastName last_name fullName full_name middleName maidenName surname
  givenName familyName customerFirstName recipientLastName username userName user_name realName
  cardholderName dateOfBirth date_of_birth dob birthDate birthdate patientBirthDate ssn SSN
  socialSecurityNumber passport passportNumber taxId nationalId iban IBAN bankAccount
  bankAccountNumber accountNumber creditCard creditCardNumber cardNumber card_number debitCard`)

/** A name, and a value under it that must not be written. */
export interface SecretName {
  readonly kind: string
  readonly name: string
  readonly value: string | number
}

const named = (kind: string, names: readonly string[], value: string | number): SecretName[] =>
  names.map((name) => ({ kind, name, value }))

export const SECRET_NAMES: readonly SecretName[] = [
  ...named('passwords', PASSWORDS, 'tabby cat'),
  ...named('tokens', TOKENS, 'tabbycat'),
  ...named('secrets', SECRETS, 'tabbycat'),
  ...named('keys', KEYS, 'tabbycat'),
  ...named('authorization', AUTHORIZATION, 'tabby=cat'),
  ...named('connections', CONNECTIONS, 'tabby;cat'),
  ...named('codes', CODES, '4711'),
  ...named('codes as numbers', CODES, 4711),
  ...named('session ids', RANDOM, made('{62:26}')),
  ...named('phrases', PHRASES, 'tabby cat'),
  ...named('personal', PERSONAL, 'Tabby'),
]
