@echo off
rem The caos command of an installed CAOS: runs under the Node that the app brings, never under Electron.
"%~dp0..\node\node.exe" "%~dp0..\app.asar.unpacked\out\main\cli.js" %*
