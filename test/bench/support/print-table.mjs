/** A table as RESULTS.md has it. @param rows Lists of cells; numbers get their thousands apart. */
export function printTable(head, rows) {
  const texts = [head, ...rows].map((row) => row.map(cellOf));
  const widths = head.map((_, column) => Math.max(3, ...texts.map((row) => (row[column] ?? '').length)));
  const lineOf = (row) => `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [first, ...others] = texts.map(lineOf);
  console.log([first, rule, ...others].join('\n'));
}

const cellOf = (value) => (typeof value === 'number' ? value.toLocaleString('en-US') : String(value));
