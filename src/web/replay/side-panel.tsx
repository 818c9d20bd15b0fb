/** Beside the replay: commands, transcript, processes, details, redactions. */
import type {EventJson, SessionJson} from '../../review/api/types.ts';
import type {Player} from '../player/player.ts';
import {type Tab, Tabs} from '../ui/tabs.tsx';
import {changeParams} from '../url/location.ts';
import {CommandsPanel} from './commands-panel.tsx';
import {DetailsPanel} from './details-panel.tsx';
import {RedactionsPanel} from './redactions-panel.tsx';
import type {SessionEvents} from './session-data.ts';
import {TranscriptPanel} from './transcript-panel.tsx';
import {TreePanel} from './tree-panel.tsx';

export interface SidePanelProps {
  player: Player;
  session: SessionJson;
  events: SessionEvents;
  commands: readonly EventJson[];
  /** As the URL has it. */
  tab: string | null;
  onSeek: (us: number, text?: string) => void;
}

type TabName = 'commands' | 'transcript' | 'processes' | 'details' | 'redactions';

export function SidePanel(props: SidePanelProps) {
  const {session, events, commands} = props;
  const tabs: Tab<TabName>[] = [
    {name: 'commands', label: 'Commands', count: commands.length},
    {name: 'transcript', label: 'Transcript'},
    {name: 'processes', label: 'Processes', count: events.events.length - commands.length},
    {name: 'details', label: 'Details'},
    {name: 'redactions', label: 'Redactions', count: session.redactionCount},
  ];
  const selected = tabs.find(({name}) => name === props.tab)?.name ?? (commands.length > 1 ? 'commands' : 'transcript');
  return (
    <Tabs
      tabs={tabs}
      selected={selected}
      label="About the recording"
      onSelect={(tab) => changeParams({tab}, {replace: true})}
    >
      <Panel {...props} selected={selected} />
    </Tabs>
  );
}

function Panel({player, session, events, commands, selected, onSeek}: SidePanelProps & {selected: TabName}) {
  switch (selected) {
    case 'commands':
      return <CommandsPanel player={player} session={session} commands={commands} onSeek={onSeek} />;
    case 'transcript':
      return <TranscriptPanel player={player} session={session} find="" onSeek={onSeek} />;
    case 'processes':
      return (
        <TreePanel player={player} session={session} events={events.events} hasMore={events.hasMore} onSeek={onSeek} />
      );
    case 'details':
      return <DetailsPanel session={session} />;
    case 'redactions':
      return <RedactionsPanel sessionId={session.id} count={session.redactionCount} onSeek={onSeek} />;
  }
}
