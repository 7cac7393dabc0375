import { render } from 'preact';
import { App } from './App';
import { applyTheme, readTheme } from './common/theme';
import { TraceFeed } from './feed/TraceFeed';

applyTheme(readTheme());
const feed = new TraceFeed();
feed.start();
render(<App feed={feed} />, document.getElementById('app')!);
