/// One `m=` section: what kind of media, where, in which formats (RFC 8866 §5.14).
public struct MediaDescription: Equatable, Sendable {
  /// `audio`, `video`, `image`, …
  public var kind: String
  /// Zero refuses or ends the stream (RFC 3264 §6).
  public var port: UInt16
  /// `RTP/AVP`, `RTP/SAVP`, `udptl`, …
  public var transport: String
  /// Payload types in order of preference, as text: other transports have other formats.
  public var formats: [String]
  /// The `c=` line of this section, which overrides the one of the session.
  public var connection: Connection?
  /// All other lines of the section, in their order.
  public var lines: [Line]

  public init(
    kind: String, port: UInt16, transport: String, formats: [String], connection: Connection? = nil, lines: [Line] = []
  ) {
    self.kind = kind
    self.port = port
    self.transport = transport
    self.formats = formats
    self.connection = connection
    self.lines = lines
  }

  /// Reads `kind port[/count] transport format…`.
  init?(parsing value: String) {
    let fields = value.split(separator: " ")
    guard fields.count >= 3, let portText = fields[1].split(separator: "/").first, let port = UInt16(portText) else {
      return nil
    }
    self.init(
      kind: fields[0].lowercased(), port: port, transport: fields[2].uppercased(),
      formats: fields.dropFirst(3).map(String.init))
  }

  /// The value of the first attribute of that name in this section.
  public func attribute(_ name: String) -> Substring? {
    for line in lines {
      if let value = line.value(ofAttribute: name) { return value }
    }
    return nil
  }

  /// The parameters that `a=fmtp` gives a payload type.
  func formatParameters(of payloadType: UInt8) -> Substring? {
    for line in lines {
      guard let value = line.value(ofAttribute: "fmtp") else { continue }
      let fields = value.split(separator: " ", maxSplits: 1)
      if fields.count == 2, UInt8(fields[0]) == payloadType { return fields[1] }
    }
    return nil
  }

  /// The direction this section states, nil when it states none.
  var statedDirection: MediaDirection? {
    MediaDirection.allCases.first { attribute($0.rawValue) != nil }
  }
}
