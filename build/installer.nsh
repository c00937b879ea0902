; What the packager adds to the installer and uninstaller of Windows: links that begin with anteroom: open the app,
; for this person alone. The app writes the same when it starts; here it is there before the first start, and gone
; with the app.

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\anteroom" "" "URL:Anteroom invitation"
  WriteRegStr SHELL_CONTEXT "Software\Classes\anteroom" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\anteroom\DefaultIcon" "" '"$appExe",0'
  WriteRegStr SHELL_CONTEXT "Software\Classes\anteroom\shell\open\command" "" '"$appExe" "%1"'
!macroend

!macro customUnInstall
  ; An update takes the old version away first.
  ${ifNot} ${isUpdated}
    DeleteRegKey SHELL_CONTEXT "Software\Classes\anteroom"
  ${endIf}
!macroend
