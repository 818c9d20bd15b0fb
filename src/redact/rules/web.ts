/** What carries credentials over HTTP by itself: tokens, cookies, signed URLs, webhook URLs. */
import type {RedactionRule} from '../rule.ts';
import {looksRandom} from '../spreading.ts';
import {isJwtHeader} from './checks.ts';
import {isUuid} from './named-token.ts';
import {prefixedToken} from './prefixed-token.ts';
import {isPlaceholder} from './value.ts';

interface UrlShape extends Pick<RedactionRule, 'id' | 'about' | 'source' | 'keywords' | 'accept' | 'hits' | 'misses'> {
  /** Source of a regular expression up to the secret. */
  before: string;
  /** One character of the secret. */
  body: string;
  min: number;
  max: number;
}

/** A part of a URL that is a right by itself. */
function secretUrl({before, body, min, max, ...told}: UrlShape): RedactionRule {
  return {
    ...told,
    pattern: new RegExp(`${before}(${body}{${min},${max}})`, 'dgi'),
    secret: 1,
    spreads: true,
    maxSpanChars: max + 400,
    unfinished: new RegExp(`${before}(?<mask>${body}{0,${max}})$`, 'di'),
  };
}

const URL_CHARACTER = '[^\\s"\'<>\\\\]';

export const WEB_RULES: readonly RedactionRule[] = [
  {
    id: 'jwt',
    about: 'JSON web token, signed or encrypted; also of Kubernetes service accounts',
    source: 'https://www.rfc-editor.org/rfc/rfc7519',
    keywords: [],
    openings: ['ey[JI][A-Za-z0-9_-]'],
    pattern:
      /ey[JI][A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{4,6000}\.[A-Za-z0-9_-]{0,2000}(?:\.[A-Za-z0-9_-]{1,4000}){0,2}/dg,
    secret: 0,
    spreads: true,
    maxSpanChars: 8192,
    accept: (secret) => isJwtHeader(secret.slice(0, secret.indexOf('.'))),
    unfinished: /(?<mask>ey[JI][A-Za-z0-9_-]{10,4000}(?:\.[A-Za-z0-9_-]{0,6000}){0,4})$|ey[JI][A-Za-z0-9_-]{0,9}$/d,
    hits: [
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYWRlLXVwIn0.x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nP',
      'token:      eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.eyJpc3MiOiJrdWJlcm5ldGVzIn0.AbCdEfGhIjKlMnOpQrStUvWx',
    ],
    misses: ['eyJ', 'eyJhbGciOiJIUzI1NiJ9', 'Keyjar.open.close', 'eyJ4N0txMm1OdlI0dFl3.eyJ4N0txMm1.x7Kq2mNv'],
  },
  {
    id: 'session-cookie',
    about: 'Cookie of a session, by its name or in a Cookie or Set-Cookie header',
    source: 'https://www.rfc-editor.org/rfc/rfc6265',
    keywords: ['cookie', 'curl', 'sessid', 'sessionid', 'session_id', 'connect.sid', '_session=', 'sessionid='],
    pattern:
      /(?:sess(?:ion)?_?(?:id)?|sid|token|auth|jwt|[cx]srf|remember|login|credential|identity|\.AspNet)[\w.-]{0,40}=["']?((?:[A-Za-z0-9._~+/|:!-]|%[0-9A-Fa-f]{2}){8,4000}={0,2})/dgi,
    secret: 1,
    maxSpanChars: 4200,
    accept: isSessionCookie,
    unfinished:
      /cookie[^\n]{0,4000}?(?:sess|sid|token|auth|jwt|[cx]srf|remember|login)[\w.-]{0,60}=["']?(?<held>[^\s;"']{1,4000})$/di,
    hits: [
      'Cookie: theme=dark; sessionid=q7kq2mnvr4tyw8zpa1ce3gi5; lang=en',
      'Set-Cookie: connect.sid=s%3Ax7Kq2mNvR4tYw8ZpA1cE.3gI5kM7oQ9sU; Path=/; HttpOnly',
      "curl -b 'PHPSESSID=q7kq2mnvr4tyw8zpa1ce3gi5' https://x.org",
      'Set-Cookie: JSESSIONID=0A1B2C3D4E5F60718293A4B5C6D7E8F9; Secure',
    ],
    misses: [
      'Cookie: theme=dark; lang=en',
      'Set-Cookie: sid=; Max-Age=0',
      'session_id=$SID',
      'cookies: token=undefined',
    ],
  },
  {
    id: 'cookie-value',
    about: 'Any long random value in a Cookie or Set-Cookie header',
    source: 'https://www.rfc-editor.org/rfc/rfc6265',
    keywords: ['cookie'],
    pattern: /=["']?((?:[A-Za-z0-9._~+/|:!-]|%[0-9A-Fa-f]{2}){16,4000}={0,2})/dg,
    secret: 1,
    maxSpanChars: 4200,
    // And no identifier of an analysis: those are numbers with dots.
    accept: (secret, match) => looksRandom(secret) && !isUuid(secret) && COOKIE_HEADER.test(textBefore(match)),
    unfinished: /\bcookie["']?\s?[:=][^\n]{0,4000}?[\w.-]{1,80}=["']?(?<held>[^\s;"']{1,4000})$/di,
    hits: ['Cookie: lang=en; wordpress_logged_in_a1=joe%7Cq7Kq2mNvR4tYw8ZpA1cE'],
    misses: ['Cookie: _ga=GA1.2.1234567890.1600000000', 'cookie: lang=en-GB; theme=very-dark-with-blue'],
  },
  {
    id: 'aws-presigned-url',
    about: 'Signature, credential or session token of a presigned AWS URL or a signed request',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html',
    keywords: ['x-amz-', 'aws4-hmac-sha256', 'awsaccesskeyid=', '?signature=', '&signature=', '?policy=', '&policy='],
    pattern:
      /(?:X-Amz-(?:Signature|Credential|Security-Token)=|[?&](?:Signature|Policy|AWSAccessKeyId)=|AWS4-HMAC-SHA256[^\n]{0,400}?Signature=)((?:[A-Za-z0-9+/_~.-]|%[0-9A-Fa-f]{2}){10,4000}={0,2})/dgi,
    secret: 1,
    spreads: true,
    maxSpanChars: 4600,
    accept: (secret) => /\d/.test(secret) && /[A-Za-z]/.test(secret),
    unfinished:
      /(?:X-Amz-(?:Signature|Credential|Security-Token)=|[?&](?:Signature|Policy|AWSAccessKeyId)=|AWS4-HMAC-SHA256[^\n]{0,400}?Signature=)(?<mask>[A-Za-z0-9+/_~.%-]{0,4000}={0,2})$/di,
    hits: [
      'https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAQ3EGRHJ5XMPLK2VN%2F20260117%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Expires=900&X-Amz-Signature=3f8a1c5e7b9d2046a8c0e2f41b3d5f7092a4c6e80b1d3f5a7c9e0b2d4f6a8c1e',
      'https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIAQ3EGRHJ5XMPLK2VN&Expires=1&Signature=q7Kq2mNvR4tYw8ZpA1cE3gI5kM7%3D',
      'https://d1.cloudfront.net/v?Policy=q7Kq2mNvR4tYw8ZpA1cE__&Signature=q7Kq2mNvR4tYw8ZpA1cE3gI5kM7&Key-Pair-Id=K2JCJMDEHXQW5F',
    ],
    misses: ['X-Amz-Date: 20260117T000000Z', '?X-Amz-Expires=900', 'x-amz-request-id: 4442587FB7D0A2F9'],
  },
  secretUrl({
    id: 'google-signed-url',
    about: 'Signature of a signed URL of Google Cloud Storage',
    source: 'https://cloud.google.com/storage/docs/access-control/signed-urls',
    keywords: ['x-goog-signature=', 'googleaccessid='],
    before: '(?:X-Goog-Signature=|GoogleAccessId=[^\\s"\']{0,300}?[?&]Signature=)',
    body: '[A-Za-z0-9%+/_-]',
    min: 16,
    max: 1100,
    hits: [
      'https://storage.googleapis.com/b/k?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature=3f8a1c5e7b9d2046a8c0e2f41b3d5f7092a4c6e80b1d3f5a',
      'https://storage.googleapis.com/b/k?GoogleAccessId=a@b.iam&Expires=1&Signature=q7Kq2mNvR4tYw8ZpA1cE3gI5kM7%2B',
    ],
    misses: ['X-Goog-Algorithm=GOOG4-RSA-SHA256'],
  }),
  secretUrl({
    id: 'azure-sas',
    about: 'Signature of an Azure shared access signature, also in the URL of a Logic App or Power Automate flow',
    source: 'https://learn.microsoft.com/azure/storage/common/storage-sas-overview',
    keywords: ['sig='],
    before: '(?:[?&;]|%26|\\bSharedAccessSignature sr=[^\\s"\']{0,300}?&|&amp;|\\\\u0026)sig=',
    body: '[A-Za-z0-9%+/_=-]',
    min: 20,
    max: 140,
    hits: [
      'https://acme.blob.core.windows.net/c/b?sv=2022-11-02&sr=b&sig=q7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nM%3D',
      'https://prod-12.westeurope.logic.azure.com/workflows/a/triggers/manual/paths/invoke?sp=%2Ftriggers&sv=1.0&sig=q7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nM',
    ],
    misses: ['?sig=', 'config=abc&sig=short'],
  }),
  secretUrl({
    id: 'azure-function-key',
    about: 'Key of an Azure function in its URL',
    source: 'https://learn.microsoft.com/azure/azure-functions/function-keys-how-to',
    keywords: ['azurewebsites.net'],
    before: 'azurewebsites\\.net/[^\\s"\'?]{0,200}\\?[^\\s"\']{0,200}?\\bcode=',
    body: '[A-Za-z0-9%+/_=-]',
    min: 20,
    max: 140,
    hits: ['https://acme.azurewebsites.net/api/run?code=q7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB=='],
    misses: ['https://acme.azurewebsites.net/api/run?name=joe'],
  }),
  secretUrl({
    id: 'signed-url',
    about: 'Signature in the query of a URL: OSS of Alibaba, COS of Tencent and others',
    source: 'https://www.alibabacloud.com/help/en/oss/developer-reference/ddd-signatures-to-urls',
    keywords: ['ossaccesskeyid=', 'q-signature=', 'x-oss-signature=', 'x-obs-signature=', 'hmac='],
    before: '(?:OSSAccessKeyId=[^\\s"\']{0,300}?[?&]Signature=|q-signature=|x-o[sb]s-signature=|[?&]hmac=)',
    body: '[A-Za-z0-9%+/_=-]',
    min: 20,
    max: 300,
    hits: [
      'https://b.oss-cn-hangzhou.aliyuncs.com/k?OSSAccessKeyId=x&Expires=1&Signature=q7Kq2mNvR4tYw8ZpA1cE3gI5kM7%3D',
      'https://x.org/file?exp=1&hmac=3f8a1c5e7b9d2046a8c0e2f41b3d5f70',
    ],
    misses: ['?hmac=off', 'hmac=sha256'],
  }),
  secretUrl({
    id: 'oauth-code',
    about: 'Authorization code of OAuth in a redirect, which can be exchanged for a token',
    source: 'https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2',
    keywords: ['?code=', '&code='],
    before: '/[^\\s"\'?]{0,200}(?:callback|redirect|oauth|auth|login|cb)[^\\s"\'?]{0,80}\\?(?:[^\\s"\']{0,400}&)?code=',
    body: '[A-Za-z0-9._~%/-]',
    min: 16,
    max: 2000,
    accept: (secret) => /\d/.test(secret),
    hits: ['GET /oauth/callback?code=4%2F0AX4XfWh7Kq2mNvR4tYw8ZpA1cE&state=xyz'],
    misses: ['GET /callback?code=200&state=xyz', 'https://x.org/error?code=E_ACCESS_DENIED_BY_USER'],
  }),
  {
    id: 'http-digest',
    about: 'Response of HTTP digest authentication',
    source: 'https://www.rfc-editor.org/rfc/rfc7616',
    keywords: ['digest '],
    pattern: /\bdigest\s[^\n]{0,800}?\bresponse=\\?["']([0-9a-f]{32,128})/dgi,
    secret: 1,
    spreads: true,
    maxSpanChars: 1000,
    unfinished: /\bdigest\s[^\n]{0,800}?\bresponse=\\?["'](?<held>[0-9a-f]{1,128})$/di,
    hits: ['Authorization: Digest username="joe", realm="x", nonce="abc", response="6629fae49393a05397450978507c4ef1"'],
    misses: ['WWW-Authenticate: Digest realm="x", nonce="abc"'],
  },
  {
    id: 'form-password',
    about: 'Password in the body or the query of a form: user=…&pass=…',
    source: 'https://url.spec.whatwg.org/#application/x-www-form-urlencoded',
    keywords: ['pass=', 'pw=', 'passphrase='],
    pattern: /[?&"'\s](?:j_)?(?:user_?)?(?:pass|pw|passphrase)=([^&\s"'<>;]{3,400})/dgi,
    secret: 1,
    maxSpanChars: 460,
    accept: (secret) => !isPlaceholder(secret),
    unfinished: /[?&"'\s](?:j_)?(?:user_?)?(?:pass|pw|passphrase)=(?<held>[^&\s"'<>;]{1,400})$/di,
    hits: ['POST /login user=joe&pass=q7Kq2mNvR4&go=1', "curl -d 'login=joe&pw=q7Kq2mNvR4' https://x"],
    misses: ['?pass=1', 'pass=$PASS', 'tests pass=true'],
  },
  prefixedToken({
    id: 'encoded-jwt',
    about: 'JSON web token, encoded once more in base64, as in a Secret of Kubernetes',
    source: 'https://kubernetes.io/docs/concepts/configuration/secret/#service-account-token-secrets',
    // Of the first letters of "alg", "typ" and "kid" in a header.
    prefixes: ['ZXlKaGJHY2lP', 'ZXlKMGVYQWlP', 'ZXlKcmFXUWlP', 'ZXlKbGJtTWlP'],
    body: '[A-Za-z0-9+/=]',
    min: 40,
    max: 8000,
    holdsZeros: true,
    hits: ['token: ZXlKaGJHY2lPaUpTVXpJMU5pSjkuZXlKemRXSWlPaUp0WVdSbExYVndJbjAuN0txMm1OdlI0dFl3OFo='],
    misses: ['ZXlKaGJHY2lP'],
  }),
];

interface WebhookShape extends Pick<RedactionRule, 'id' | 'about' | 'source' | 'keywords' | 'hits' | 'misses'> {
  before: string;
  body?: string;
  min: number;
  max?: number;
}

const webhook = ({body = URL_CHARACTER, max = 300, ...shape}: WebhookShape) => secretUrl({...shape, body, max});

export const WEBHOOK_RULES: readonly RedactionRule[] = [
  webhook({
    id: 'slack-webhook',
    about: 'Slack webhook URL, which is a right to post',
    source: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/',
    keywords: ['hooks.slack.com/', 'hooks.slack-gov.com/'],
    before: 'hooks\\.slack(?:-gov)?\\.com/(?:services|workflows|triggers)/',
    body: '[A-Za-z0-9_/+-]',
    min: 16,
    hits: ['curl -d @- https://hooks.slack.com/services/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'],
    misses: ['https://hooks.slack.com/', 'https://hooks.slack.com/services/'],
  }),
  webhook({
    id: 'discord-webhook',
    about: 'Discord webhook URL',
    source: 'https://discord.com/developers/docs/resources/webhook',
    keywords: ['/api/webhooks/'],
    before: 'discord(?:app)?\\.com/api/(?:v\\d{1,2}/)?webhooks/\\d{10,20}/',
    body: '[\\w-]',
    min: 20,
    hits: [
      'https://discord.com/api/webhooks/1187654321098765432/x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB1dF3hJ5lN7pR9tVx',
    ],
    misses: ['https://discord.com/api/webhooks/1187654321098765432', 'https://gitlab.com/api/webhooks/12'],
  }),
  webhook({
    id: 'teams-webhook',
    about: 'Microsoft Teams webhook URL',
    source: 'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/',
    keywords: ['webhook.office.com/', 'outlook.office.com/webhook/'],
    before: '(?:webhook\\.office\\.com/webhookb2/|outlook\\.office\\.com/webhook/)',
    min: 20,
    max: 400,
    hits: [
      'https://acme.webhook.office.com/webhookb2/0f8fad5b-d9cb-469f-a165-70867728950e@7c9e6679-7425-40de-944b-e07fc1f90ae7/IncomingWebhook/0a1b2c3d4e5f60718293a4b5c6d7e8f9/d9428888-122b-11e1-b85c-61cd3cbb3210',
    ],
    misses: ['https://outlook.office.com/mail/'],
  }),
  webhook({
    id: 'google-chat-webhook',
    about: 'Google Chat webhook URL',
    source: 'https://developers.google.com/workspace/chat/quickstart/webhooks',
    keywords: ['chat.googleapis.com/'],
    before: 'chat\\.googleapis\\.com/v1/spaces/[\\w-]{4,40}/messages\\?',
    min: 20,
    max: 300,
    hits: [
      'https://chat.googleapis.com/v1/spaces/AAAAx7Kq2mN/messages?key=AIzaSyB7xQ2mNpR4tV6wY8zA1cE3gI5kM7oQ9sU&token=q7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nM%3D',
    ],
    misses: ['https://chat.googleapis.com/v1/spaces'],
  }),
  webhook({
    id: 'mattermost-webhook',
    about: 'Mattermost, Rocket.Chat or Zoom webhook URL',
    source: 'https://developers.mattermost.com/integrate/webhooks/incoming/',
    keywords: ['/hooks/'],
    before: '://[^\\s/"\']{3,120}/(?:[\\w/-]{0,60}/)?hooks/(?!catch/|standard/)',
    body: '[A-Za-z0-9/]',
    min: 24,
    max: 100,
    hits: [
      'https://chat.example.com/hooks/q7kq2mnvr4tyw8zpa1ce3gi5km',
      'https://rocket.example.com/hooks/5f3a1c5e7b9d2046a/x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nP6',
    ],
    misses: ['.git/hooks/pre-commit.sample', 'https://example.com/docs/hooks/use-effect', 'src/hooks/useSomething'],
  }),
  webhook({
    id: 'automation-webhook',
    about: 'Webhook URL of Zapier, IFTTT, Make, Home Assistant, Webex, Tines or n8n',
    source: 'https://help.zapier.com/hc/en-us/articles/8496288690317',
    keywords: [
      'hooks.zapier.com/',
      'maker.ifttt.com/',
      '.make.com/',
      '.integromat.com/',
      'webexapis.com/',
      '/api/webhook/',
      '.tines.com/',
    ],
    before:
      '(?:hooks\\.zapier\\.com/hooks/(?:catch|standard)/|maker\\.ifttt\\.com/[^\\s"\']{0,120}/with/(?:json/)?key/|hook\\.[\\w.]{0,20}?(?:make|integromat)\\.com/|webexapis\\.com/v1/webhooks/incoming/|://[^\\s/"\']{3,120}/api/webhook/|\\.tines\\.com/webhook/)',
    body: '[A-Za-z0-9_/-]',
    min: 12,
    max: 160,
    hits: [
      'https://hooks.zapier.com/hooks/catch/1234567/bq7k2mn',
      'https://maker.ifttt.com/trigger/door/with/key/x7Kq2mNvR4tYw8ZpA1cE3g',
      'https://hook.eu1.make.com/q7kq2mnvr4tyw8zpa1ce3gi5km7oq9su',
    ],
    misses: ['https://hooks.zapier.com/', 'https://www.make.com/en/help'],
  }),
  webhook({
    id: 'asian-chat-webhook',
    about: 'Webhook URL of Feishu (Lark), DingTalk or WeCom',
    source: 'https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot',
    keywords: ['/bot/v2/hook/', 'oapi.dingtalk.com/', 'qyapi.weixin.qq.com/'],
    before:
      '(?:/open-apis/bot/v2/hook/|oapi\\.dingtalk\\.com/robot/send\\?access_token=|qyapi\\.weixin\\.qq\\.com/cgi-bin/webhook/send\\?key=)',
    body: '[0-9a-f-]',
    min: 20,
    max: 80,
    hits: [
      'https://open.feishu.cn/open-apis/bot/v2/hook/0f8fad5b-d9cb-469f-a165-70867728950e',
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=7c9e6679-7425-40de-944b-e07fc1f90ae7',
    ],
    misses: ['https://qyapi.weixin.qq.com/cgi-bin/gettoken'],
  }),
  webhook({
    id: 'collector-url',
    about: 'URL that takes logs or signs of life without further ado: Loggly, Sumo Logic, PagerDuty, Healthchecks',
    source: 'https://documentation.solarwinds.com/en/success_center/loggly/',
    keywords: ['loggly.com/', 'sumologic.com/receiver', 'events.pagerduty.com/', 'hc-ping.com/'],
    before:
      '(?:loggly\\.com/(?:inputs|bulk)/|sumologic\\.com/receiver/v1/http/|events\\.pagerduty\\.com/integration/|hc-ping\\.com/(?!ping/))',
    body: '[A-Za-z0-9_=-]',
    min: 20,
    max: 200,
    hits: [
      'https://logs-01.loggly.com/inputs/0f8fad5b-d9cb-469f-a165-70867728950e/tag/http/',
      'https://events.pagerduty.com/integration/0a1b2c3d4e5f60718293a4b5c6d7e8f9/enqueue',
      'curl -m 10 https://hc-ping.com/7c9e6679-7425-40de-944b-e07fc1f90ae7',
    ],
    misses: ['https://www.loggly.com/docs', 'https://events.pagerduty.com/v2/enqueue'],
  }),
];

/** Names that only sessions have; others need the header around them. */
const TELLING_COOKIE = /sess(?:ion)?_?id|connect\.sid|_session$|AspNet/i;
const NEAR_CHARS = 4096;
const COOKIE_HEADER = /\bcookie["']?\s?[:=]/i;

function textBefore({index = 0, input = ''}: RegExpMatchArray): string {
  return input.slice(Math.max(0, index - NEAR_CHARS), index);
}

function isSessionCookie(value: string, match: RegExpMatchArray): boolean {
  if (isPlaceholder(value) || !/\d/.test(value)) return false;
  const before = textBefore(match);
  const name = (/[\w.-]{0,60}$/.exec(before)?.[0] ?? '') + match[0].slice(0, match[0].indexOf('='));
  return TELLING_COOKIE.test(name) || /cookie|\bcurl\s.{0,400}\s-b\s?["']?/i.test(before);
}
