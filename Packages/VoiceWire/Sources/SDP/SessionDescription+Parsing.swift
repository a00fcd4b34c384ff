extension SessionDescription {
  /// Bounds on what is read from a peer.
  public enum Limit {
    public static let bytes = 16_384
    public static let lines = 512
    public static let sections = 32
    public static let formats = 64
  }

  /// Reads a description, forgiving what peers get wrong: bare LF, a missing `v=`, `s=`, `t=` or `c=`, a `c=` without an
  /// address, lines that are no lines. Only what cannot be worked with is refused.
  public init(parsing text: String) throws(SDPError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// The same from the bytes of a SIP body. Bytes that are not UTF-8 become replacement characters.
  public init(parsing bytes: [UInt8]) throws(SDPError) {
    guard bytes.count <= Limit.bytes else { throw .tooLong(bytes: bytes.count) }
    var reading = Reading()
    var number = 0
    for slice in bytes.split(separator: UInt8(ascii: "\n")) {
      number += 1
      guard number <= Limit.lines else { throw .tooMany("lines") }
      let line = slice.last == UInt8(ascii: "\r") ? slice.dropLast() : slice
      guard let type = line.first, line.dropFirst().first == UInt8(ascii: "=") else { continue }
      try reading.take(type, String(decoding: line.dropFirst(2), as: UTF8.self), number: number)
    }
    guard let origin = reading.origin else { throw .noOrigin }
    self.init(
      origin: origin, name: reading.name, connection: reading.connection, lines: reading.lines, media: reading.media)
  }

  /// What has been read so far; lines after an `m=` belong to its section.
  private struct Reading {
    var origin: Origin?
    var name = "-"
    var connection: Connection?
    var lines: [Line] = []
    var media: [MediaDescription] = []

    mutating func take(_ type: UInt8, _ value: String, number: Int) throws(SDPError) {
      let last = media.indices.last
      switch type {
      case UInt8(ascii: "v") where last == nil: break
      case UInt8(ascii: "o") where last == nil:
        origin = origin ?? Origin(parsing: value)
      case UInt8(ascii: "s") where last == nil:
        name = value
      case UInt8(ascii: "c"):
        if let last {
          media[last].connection = media[last].connection ?? Connection(parsing: value)
        } else {
          connection = connection ?? Connection(parsing: value)
        }
      case UInt8(ascii: "m"):
        guard media.count < Limit.sections else { throw .tooMany("m= lines") }
        guard let section = MediaDescription(parsing: value) else { throw .malformed(line: number) }
        guard section.formats.count <= Limit.formats else { throw .tooMany("formats") }
        media.append(section)
      default:
        if let last {
          media[last].lines.append(Line(type: type, value: value))
        } else {
          lines.append(Line(type: type, value: value))
        }
      }
    }
  }
}
