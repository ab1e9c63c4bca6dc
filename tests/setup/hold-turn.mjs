// Takes the turn of a clone and keeps it until it is killed: hold-turn.mjs CACHE CLONE.
import { inTurn } from '../../setup/turn.mjs';

const [cache, root] = process.argv.slice(2);
await inTurn(cache, root, () => {
  process.send('mine');
  return new Promise((resolve) => setTimeout(resolve, 60_000));
});
