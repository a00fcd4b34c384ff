/// Starts the voice sidecar.
protocol SidecarLauncher: Sendable {
  func launch() throws(EngineProblem) -> LaunchedSidecar
}

/// A sidecar that was started.
struct LaunchedSidecar: Sendable {
  /// Our end of the Unix stream socket to it; whoever gets it closes it.
  var socket: CInt
  /// Ends it for good; called once, after the socket closed.
  var end: @Sendable () -> Void
}

/// Starts the sidecar of the speech set.
struct VoiceSidecarLauncher: SidecarLauncher {
  var folder: SpeechFolder

  func launch() throws(EngineProblem) -> LaunchedSidecar {
    let child = try ChildProcess([folder.python, "-I", folder.voiceProgram])
    return LaunchedSidecar(socket: child.socket) { child.end() }
  }
}
