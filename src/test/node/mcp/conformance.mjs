// Runs the server scenarios of the conformance suite, which sends no credential: a proxy in front of the gateway puts the API key
// in and changes nothing else.
//   node conformance.mjs SUITE PROXY_PORT GATEWAY_PORT API_KEY REVISION EXPECTED_FAILURES OUTPUT_FOLDER
import http from 'node:http';
import { spawn } from 'node:child_process';

const [, , suite, proxyPort, gatewayPort, key, revision, expected, output] = process.argv;

const proxy = http.createServer((request, response) => {
  const forwarded = http.request({
    host: '127.0.0.1', port: gatewayPort, method: request.method, path: request.url,
    headers: [...request.rawHeaders, 'X-API-Key', key],
  }, (answer) => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  forwarded.on('error', () => response.destroy());
  response.on('close', () => forwarded.destroy());
  request.pipe(forwarded);
});

proxy.listen(Number(proxyPort), '127.0.0.1', () => {
  spawn(process.execPath, [suite, 'server', '--url', `http://localhost:${proxyPort}/mcp`, '--suite', 'all', '--spec-version', revision,
    '--expected-failures', expected, '--output-dir', output], { stdio: 'inherit' })
    .on('exit', (status) => process.exit(status ?? 1));
});
