import { checkScenes } from './scenes/check-scenes.ts';
import { groups } from './scenes/index.ts';

// Beside other calls they would starve.
for (const group of groups) if (group.calls === true) checkScenes(group);
