// Plays a cast file in the core of asciinema's own player, without a browser, and prints what it dispatched.
import {readdirSync, readFileSync} from 'node:fs';

// The package exports its entry only; the core lies beside it under a name with a hash.
const entry = new URL(import.meta.resolve('asciinema-player'));
const core = readdirSync(new URL('.', entry)).find((name) => /^core-.*\.js$/.test(name));
const {C: Core} = await import(new URL(core, entry));

const logger = {
  debug() {},
  info() {},
  warn() {},
  error(...words) {
    console.error(...words);
  },
};
const text = readFileSync(process.argv[2], 'utf8');
const player = new Core({data: text}, {logger, speed: 1000, preload: true});
const seen = {output: '', markers: [], duration: 0, size: null};
player.addEventListener('output', (data) => {
  seen.output += typeof data === 'string' ? data : (data.data ?? data);
});
player.addEventListener('metadata', (meta) => {
  seen.markers = meta.markers;
  seen.duration = meta.duration;
});
player.addEventListener('reset', ({size}) => {
  seen.size ??= size;
});
const ended = new Promise((resolve) => player.addEventListener('ended', resolve));
player.terminalReady();
await player.init();
await player.play();
await ended;
console.log(JSON.stringify(seen));
