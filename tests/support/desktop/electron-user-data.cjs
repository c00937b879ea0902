'use strict';

// Loaded by `electron --require` before the app: its data stay in the folder of the spec. Electron itself does not
// promise that it heeds the switch, and the app has no use for one.
const { app } = require('electron');

app.setPath('userData', app.commandLine.getSwitchValue('user-data-dir'));
