/** The entry of an exported page: the replay of the one session that it holds. */
import '../styles/app.css';
import {render} from 'preact';
import {answerRequestsBy} from '../api/client.ts';
import {Replay} from '../replay/replay-page.tsx';
import {ErrorNotice} from '../ui/notice.tsx';
import {applyTheme} from '../ui/theme.ts';
import {ThemeButton} from '../ui/theme-button.tsx';
import {toError} from '../ui/use-resource.ts';
import {keepParamsInHash, useAppLocation} from '../url/location.ts';
import {answersOf} from './answers.ts';
import {type Archive, readArchive} from './archive.ts';

function ExportedPage({archive: {session}}: {archive: Archive}) {
  const {params} = useAppLocation();
  return (
    <main id="main" class="exported">
      <Replay first={session} params={params} downloadHref={null} />
      <footer class="exported-foot">
        <span>Recorded by ddcoterm {session.hostVersion}</span>
        <ThemeButton />
      </footer>
    </main>
  );
}

async function start(): Promise<void> {
  applyTheme();
  keepParamsInHash();
  const root = document.createElement('div');
  root.id = 'app';
  document.body.append(root);
  try {
    const archive = await readArchive(document);
    answerRequestsBy(answersOf(archive));
    render(<ExportedPage archive={archive} />, root);
  } catch (error) {
    render(<ErrorNotice error={toError(error)} />, root);
  }
}

void start();
