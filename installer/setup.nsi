; The installer: per user, no administrator, Simplified Chinese. Called by nsis.py:
;   makensis -INPUTCHARSET UTF8 -DNAME= -DTITLE= -DPUBLISHER= -DVERSION= -DSOURCE= -DOUT= -DICON= -DPICTURE=
;            [-DX64] [-DQUICK] setup.nsi
; -DX64 gives the twin that runs where 32-bit programs cannot (Wine without wine32); -DQUICK packs fast, for
; trials.
;
; Exit codes: 0 done, 1 cancelled by the user, 2 aborted (disk full, unreadable), 3 not 64-bit Windows,
; 4 older than Windows 10, 5 the program is running, 6 files of the old version are held by another program.
;
; The new version is unpacked beside the old one (_internal.new, .exe.new) and takes its place by renaming, so
; that a full disk, a power cut or a kill while unpacking leaves the old version as it was.

!ifdef X64
  Target amd64-unicode
!else
  Unicode true
!endif
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include x64.nsh
!include WinVer.nsh

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define DATA "$LOCALAPPDATA\${TITLE}"

Name "${TITLE}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
RequestExecutionLevel user
ManifestDPIAware true
AllowSkipFiles off
BrandingText "${TITLE} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 ProductName "${TITLE}"
VIAddVersionKey /LANG=2052 FileDescription "${TITLE} 安装程序"
VIAddVersionKey /LANG=2052 FileVersion "${VERSION}"
VIAddVersionKey /LANG=2052 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=2052 CompanyName "${PUBLISHER}"
VIAddVersionKey /LANG=2052 LegalCopyright "${PUBLISHER}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "安装 ${TITLE} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "只装给当前用户，不需要管理员权限，不联网。$\r$\n$\r$\n装过旧版本的，直接装在上面：台账数据不动。$\r$\n$\r$\n台账数据另外放在：$\r$\n${DATA}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${NAME}.exe"
!define MUI_FINISHPAGE_RUN_TEXT "打开 ${TITLE}"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "将卸载程序。台账数据不会删除，仍在 ${DATA}。"
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE LeaveDirectory
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

!macro Stop CODE SENTENCE
  MessageBox MB_ICONSTOP|MB_OK "${SENTENCE}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

; A running .exe cannot be opened for writing. Asks to close it; gives up when silent.
!macro RefuseWhileRunning
  ${If} ${FileExists} "$INSTDIR\${NAME}.exe"
    ${Do}
      ClearErrors
      FileOpen $1 "$INSTDIR\${NAME}.exe" a
      ${IfNot} ${Errors}
        FileClose $1
        ${Break}
      ${EndIf}
      MessageBox MB_ICONEXCLAMATION|MB_RETRYCANCEL "${TITLE} 正在运行。请先关闭它，再按“重试”。" /SD IDCANCEL IDRETRY +3
      SetErrorLevel 5
      Quit
    ${Loop}
  ${EndIf}
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    !insertmacro Stop 3 "本程序只能装在 64 位的 Windows 上，这台电脑是 32 位的。"
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    !insertmacro Stop 4 "本程序需要 Windows 10（1809）或更新的 Windows，这台电脑的 Windows 太旧。"
  ${EndIf}
  SetShellVarContext current
FunctionEnd

; The program never goes into the data folder, nor around it.
Function LeaveDirectory
  StrLen $0 "${DATA}"
  StrCpy $1 "$INSTDIR" $0
  ${If} $1 == "${DATA}"
  ${OrIf} $INSTDIR == $LOCALAPPDATA
    MessageBox MB_ICONEXCLAMATION|MB_OK "这个文件夹里放着台账数据，程序请装到别的文件夹。" /SD IDOK
    Abort
  ${EndIf}
FunctionEnd

; Back to the old version, from wherever an installation stopped: half unpacked, or half renamed. The old .exe
; set aside is the mark of a change of places under way; without it, what is set aside is rubbish.
Function PutBack
  ${If} ${FileExists} "$INSTDIR\${NAME}.exe.old"
    ${If} ${FileExists} "$INSTDIR\_internal.old\*.*"
      RMDir /r "$INSTDIR\_internal"
      Rename "$INSTDIR\_internal.old" "$INSTDIR\_internal"
    ${EndIf}
    Delete "$INSTDIR\${NAME}.exe"
    Rename "$INSTDIR\${NAME}.exe.old" "$INSTDIR\${NAME}.exe"
  ${EndIf}
  RMDir /r "$INSTDIR\_internal.old"
  RMDir /r "$INSTDIR\_internal.new"
  Delete "$INSTDIR\${NAME}.exe.new"
FunctionEnd

!macro GiveUpOnErrors
  ${If} ${Errors}
    Call PutBack
    !insertmacro Stop 6 "程序的文件正被别的程序占用（多半是杀毒软件在扫描），没有装上，原来的版本还能用，台账数据不受影响。请稍后再装一次。"
  ${EndIf}
!macroend

Section "程序"
  !insertmacro RefuseWhileRunning

  Call PutBack

  SetOutPath "$INSTDIR\_internal.new"
  File /r "${SOURCE}/_internal/*"
  SetOutPath "$INSTDIR"
  File "/oname=${NAME}.exe.new" "${SOURCE}/${NAME}.exe"

  ; While parts change places there is no .exe to start, so no mixture of two versions can ever run.
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\${NAME}.exe"
    Rename "$INSTDIR\${NAME}.exe" "$INSTDIR\${NAME}.exe.old"
    !insertmacro GiveUpOnErrors
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    Rename "$INSTDIR\_internal" "$INSTDIR\_internal.old"
    !insertmacro GiveUpOnErrors
  ${EndIf}
  Rename "$INSTDIR\_internal.new" "$INSTDIR\_internal"
  !insertmacro GiveUpOnErrors
  Rename "$INSTDIR\${NAME}.exe.new" "$INSTDIR\${NAME}.exe"
  !insertmacro GiveUpOnErrors
  Delete "$INSTDIR\${NAME}.exe.old"
  RMDir /r "$INSTDIR\_internal.old"

  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateDirectory "$SMPROGRAMS\${TITLE}"
  CreateShortcut "$SMPROGRAMS\${TITLE}\${TITLE}.lnk" "$INSTDIR\${NAME}.exe"
  CreateShortcut "$SMPROGRAMS\${TITLE}\卸载 ${TITLE}.lnk" "$INSTDIR\uninstall.exe"
  CreateShortcut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\${NAME}.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${NAME}.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" "$0"
SectionEnd

; Unpacking failed (disk full, cancelled): nothing of the new version stays, the old one is untouched.
Function .onInstFailed
  Call PutBack
FunctionEnd

Function un.onInit
  SetShellVarContext current
FunctionEnd

; Only what was installed; the data has a folder of its own and stays.
Section "Uninstall"
  !insertmacro RefuseWhileRunning
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\_internal.old"
  RMDir /r "$INSTDIR\_internal.new"
  Delete "$INSTDIR\${NAME}.exe.new"
  Delete "$INSTDIR\${NAME}.exe.old"
  Delete "$INSTDIR\${NAME}.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}\${TITLE}.lnk"
  Delete "$SMPROGRAMS\${TITLE}\卸载 ${TITLE}.lnk"
  RMDir "$SMPROGRAMS\${TITLE}"
  Delete "$DESKTOP\${TITLE}.lnk"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
SectionEnd
