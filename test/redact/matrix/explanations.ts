/** Why a presentation leaks, for the page of the documentation. */
const WINDOW =
  'no moment shows the secret whole, since the window is narrower than it and what tells that it is one; pieces are known by nothing';

export const EXPLANATIONS: Readonly<Record<string, string>> = {
  'psql wrapped table':
    'the first row of the cell leaves before the second tells what it is, and a number of few different digits is not masked by value, since it stands elsewhere by chance',
  'argv of a process, known before':
    'a password whose letters and digits hardly take turns may be a word, and is not masked where nothing tells that it is one',
  'cell by cell from the right, slowly':
    'what follows stands on the screen for longer than a second before the beginning of a secret, or the header of a key, does, and live watchers are promised the screen within one',
  'a ticker that runs to the left': WINDOW,
  'a ticker, slowly': WINDOW,
  'vim without wrap, scrolled to the side': WINDOW,
  'dialog on 50 columns': WINDOW,
  'fzf with a preview': WINDOW,
  'column -t': 'the blanks that it puts between words make the header of a key another one',
  'cut -c 3-': 'the headers of keys and manifests lose their first characters',
  'pr, two columns': 'lines of two pages stand side by side, with nothing but blanks between them',
  'fmt -w 40':
    'lines of different fields are joined, so that neither the fields of a manifest nor the end of a password can be told',
  'xargs -n 1': 'each word has a line of its own; what names a key or a manifest stands in several of them',
  tac: 'the values of a manifest come before anything tells that they are in one',
  'base64, alone': 'nothing tells that it is text in base64, and decoding all that may be would take too long',
  'git diff --word-diff': 'a brace ends the password, which is what templates look like',
  'cut by other output':
    'another program wrote a whole line into the middle of it; the rest stands in a line of its own',
  'fold -w 30':
    'lines are broken without a mark at a width that nothing tells; only tokens that are known by their first characters are put together again',
};
