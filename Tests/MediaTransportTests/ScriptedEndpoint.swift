import MediaTransport

/// Writes down what it is asked, and sends one byte for each call.
final class ScriptedEndpoint: MediaEndpoint {
  let name: UInt8
  private(set) var heard: [String] = []

  init(name: UInt8) {
    self.name = name
  }

  func receive(
    _ datagram: Span<UInt8>, on channel: MediaChannel, from source: PeerAddress, at now: Duration,
    into outbox: inout Outbox
  ) {
    heard.append("\(channel) \(datagram.count) from \(source)")
    say(1, channel, to: source, into: &outbox)
  }

  func perform(_ command: String, at now: Duration, into outbox: inout Outbox) {
    heard.append(command)
  }

  func tick(at now: Duration, into outbox: inout Outbox) {
    heard.append("tick \(now)")
    say(2, .rtp, to: PeerAddress(address: 1, port: 1), into: &outbox)
  }

  func leave(at now: Duration, into outbox: inout Outbox) {
    say(3, .rtcp, to: PeerAddress(address: 1, port: 2), into: &outbox)
  }

  private func say(_ what: UInt8, _ channel: MediaChannel, to peer: PeerAddress, into outbox: inout Outbox) {
    outbox.add(channel, to: peer) { bytes in
      bytes[0] = name
      bytes[1] = what
      return 2
    }
  }
}
