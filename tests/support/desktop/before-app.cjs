'use strict';

/**
 * Runs in Electron before the app, by `electron --require`: what the harness gives the app as options (harness.ts).
 * The app itself has no switch for any of it.
 */

const { app } = require('electron');
const { syncBuiltinESMExports } = require('node:module');
const os = require('node:os');

// Electron does not promise to heed the switch by itself.
app.setPath('userData', app.commandLine.getSwitchValue('user-data-dir'));

// This machine alone, whatever network the tests run in.
os.networkInterfaces = () => ({});
syncBuiltinESMExports();
