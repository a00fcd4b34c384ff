/// The LiveKit Cloud project at which numbers are bought.
public struct LiveKitSettings: Hashable, Sendable {
  /// `https://…`, or `wss://…` as LiveKit writes it.
  public var url: String
  public var apiKey: String
  public var apiSecret: String

  public init(url: String, apiKey: String, apiSecret: String) {
    self.url = url
    self.apiKey = apiKey
    self.apiSecret = apiSecret
  }

  /// For Twirp, without a slash at the end.
  var httpURL: String {
    let plain = url.hasSuffix("/") ? String(url.dropLast()) : url
    for (socket, web) in [("wss://", "https://"), ("ws://", "http://")] where plain.hasPrefix(socket) {
      return web + plain.dropFirst(socket.count)
    }
    return plain
  }
}

extension LiveKitSettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Without the secret.
  public var description: String { "LiveKit at \(url)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["url": url]) }
}
