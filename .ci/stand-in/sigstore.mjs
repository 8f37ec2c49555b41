// A Sigstore on loopback, all in this process: certificate authority, transparency logs, time stamps.
//
//   node sigstore.mjs CLAIMS.json OUT STATEMENT.json…
//
// signs each in-toto statement as a workflow with these OIDC claims, and writes what `gh attestation verify` takes:
// OUT.jsonl for --bundle, and OUT.root.jsonl for --custom-trusted-root.
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import { bundleToJSON } from '@sigstore/bundle';
import mock from '@sigstore/mock';
import { DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness } from '@sigstore/sign';

const [claims, out, ...statements] = process.argv.slice(2);
const keys = () => crypto.generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const [ctKeys, caKeys, logKeys, timeKeys] = [keys(), keys(), keys(), keys()];
const authority = await mock.initializeCA(caKeys, await mock.initializeCTLog(ctKeys));
const log = await mock.initializeTLog('https://rekor.example', logKeys);
const time = await mock.initializeTSA(timeKeys);

const handlers = [
  mock.fulcioHandler(authority, { strict: true, subjectClaim: 'sub' }),
  mock.rekorHandler(log, { strict: true }),
  mock.tsaHandler(time, { strict: true }),
];
const server = http.createServer(async (request, response) => {
  const body = (await request.toArray()).map(String).join('');
  const handler = handlers.find(({ path }) => request.url.startsWith(path));
  const answer = handler ? await handler.fn(body) : { statusCode: 404 };
  response.writeHead(answer.statusCode, { 'content-type': answer.contentType ?? 'text/plain' }).end(answer.response);
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const address = `http://127.0.0.1:${server.address().port}`;

const encoded = (text) => Buffer.from(text).toString('base64url');
const token = `${encoded('{"alg":"RS256","typ":"JWT"}')}.${encoded(fs.readFileSync(claims))}.x`;
const builder = new DSSEBundleBuilder({
  certificateChain: false,
  signer: new FulcioSigner({ fulcioBaseURL: address, identityProvider: { getToken: async () => token } }),
  witnesses: [new RekorWitness({ rekorBaseURL: address }), new TSAWitness({ tsaBaseURL: address })],
});
const bundles = [];
for (const statement of statements) {
  const signed = await builder.create({ data: fs.readFileSync(statement), type: 'application/vnd.in-toto+json' });
  bundles.push(`${JSON.stringify(bundleToJSON(signed))}\n`);
}
fs.writeFileSync(`${out}.jsonl`, bundles.join(''));

const validFor = { start: '2020-01-01T00:00:00Z' };
const logOf = ({ publicKey }, baseUrl) => {
  const key = publicKey.export({ type: 'spki', format: 'der' });
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: key.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
    logId: { keyId: crypto.createHash('sha256').update(key).digest('base64') },
  };
};
const authorityOf = ({ rootCertificate }, uri) => ({
  subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
  uri,
  certChain: { certificates: [{ rawBytes: Buffer.from(rootCertificate).toString('base64') }] },
  validFor,
});
const root = {
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [logOf(logKeys, 'https://rekor.example')],
  certificateAuthorities: [authorityOf(authority, 'https://fulcio.example')],
  ctlogs: [logOf(ctKeys, 'https://ct.example')],
  timestampAuthorities: [authorityOf(time, 'https://tsa.example')],
};
fs.writeFileSync(`${out}.root.jsonl`, `${JSON.stringify(root)}\n`);
server.close();
