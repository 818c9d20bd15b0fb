/** The front end's entry: one page that shows what the URL asks for. */
import './styles/app.css';
import {render} from 'preact';
import {App} from './app.tsx';
import {applyTheme} from './ui/theme.ts';
import {followLinks} from './url/location.ts';

applyTheme();
const root = document.createElement('div');
root.id = 'app';
document.body.append(root);
followLinks(root);
render(<App />, root);
