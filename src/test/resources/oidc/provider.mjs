// A real OpenID provider for tests: signs in, unattended, whoever PUT /test/user named last. Ends with its standard input.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { MODULES, PORT, AUDIENCE, REDIRECT_URI, SECRET } = process.env;
const { default: Provider } = await import(
  pathToFileURL(createRequire(MODULES + '/x.js').resolve('oidc-provider')).href);

const people = {
  alice: { email: 'alice@example.com', email_verified: true, preferred_username: 'alice', groups: ['staff'] },
  bob: { email: 'bob@example.com', email_verified: true, preferred_username: 'bob', groups: [] },
  carol: { email: 'carol@example.com', email_verified: false, preferred_username: 'owner', groups: [] },
  mallory: { email: 'mallory@elsewhere.test', email_verified: true, groups: [] },
};
let current = 'alice';

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const issuer = `http://127.0.0.1:${PORT}`;
const provider = new Provider(issuer, {
  clients: [
    { client_id: 'gateway', client_secret: SECRET, redirect_uris: [REDIRECT_URI] },
    { client_id: 'cli', token_endpoint_auth_method: 'none', application_type: 'native',
      redirect_uris: ['http://127.0.0.1:9/callback'] },
  ],
  jwks: { keys: [{ ...key, kid: randomUUID(), use: 'sig', alg: 'RS256' }] },
  cookies: { keys: ['only for tests'] },
  scopes: ['openid', 'email', 'profile'],
  claims: { openid: ['sub', 'groups'], email: ['email', 'email_verified'], profile: ['preferred_username'] },
  findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ sub, ...people[sub] }) }),
  extraTokenClaims: (_, token) => people[token.accountId],
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      getResourceServerInfo: (_, resource) => ({
        scope: 'read write admin', audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: 600,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  interactions: { url: (_, interaction) => `/test/interaction/${interaction.uid}` },
  loadExistingGrant: async (ctx) => {
    const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid email profile');
    grant.addResourceScope(AUDIENCE, 'read write admin');
    grant.addResourceScope('https://elsewhere.test', 'read write');
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (ctx.path === '/test/user') {
    current = ctx.query.name;
    ctx.status = 204;
  } else if (ctx.path.startsWith('/test/interaction/')) {
    await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: current }, consent: {} });
    ctx.respond = false;
  } else {
    await next();
  }
});

process.stdin.on('end', () => process.exit(0)).resume();
provider.listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
