import {exportSvg} from '../../../src/review/export/svg.ts';
import type {ReadItem} from '../../../src/review/recording-reader.ts';
import {makeSession, redacted} from '../../support/records.ts';

async function render(outputs: [elapsedUs: number, text: string][]): Promise<string> {
  async function* items(): AsyncGenerator<ReadItem> {
    for (const [elapsedUs, text] of outputs) {
      yield {kind: 'events', events: [{kind: 'output', elapsedUs, text: redacted(text)}]};
    }
  }
  const session = makeSession({columns: 20, rows: 3});
  let svg = '';
  for await (const chunk of exportSvg(session, items())) svg += chunk;
  return svg;
}

describe('exportSvg', () => {
  test('draws each picture once and lets it stand as long as it stood', async () => {
    const svg = await render([
      [0, 'one\r\n'],
      [1_000_000, 'two\r\n'],
    ]);
    expect(svg.match(/<g transform="translate/g)).toHaveLength(3);
    expect(svg).toContain('animation:film 4.000s');
    expect(svg.match(/>one</g)).toHaveLength(1);
  });

  test('cuts pauses to two seconds', async () => {
    const svg = await render([
      [0, 'one'],
      [3_600_000_000, 'two'],
    ]);
    expect(svg).toContain('animation:film 5.000s');
  });

  test('lets nothing of a recording become markup', async () => {
    const svg = await render([[0, '<script>&"\ud800\x07']]);
    expect(svg).toContain('&lt;script&gt;&amp;"');
    expect(svg).not.toContain('<script>');
  });

  test.each([
    ['\x1b[31mred', 'fill="#e05561"'],
    ['\x1b[38;5;196mred', 'fill="#ff0000"'],
    ['\x1b[38;2;1;2;3mrgb', 'fill="#010203"'],
    ['\x1b[1mbold', 'font-weight="bold"'],
    ['\x1b[4munder', 'text-decoration="underline"'],
  ])('draws %j as %s', async (text, attribute) => {
    expect(await render([[0, text]])).toContain(attribute);
  });

  test('gives wide characters two cells', async () => {
    expect(await render([[0, '日本']])).toContain('textLength="33.6"');
  });
});
