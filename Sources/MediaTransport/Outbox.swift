/// Where an endpoint writes the packets it wants sent: a fixed buffer, emptied after each call to the endpoint.
public struct Outbox: Sendable {
  /// Longest packet: what an Ethernet frame carries.
  public static let packetBytes = 1472
  private static let capacity = 8

  private struct Packet {
    var channel = MediaChannel.rtp
    var to = PeerAddress(address: 0, port: 0)
    var bytes = 0
  }

  private var packets = [Packet](repeating: Packet(), count: Outbox.capacity)
  private var storage = [UInt8](repeating: 0, count: Outbox.capacity * Outbox.packetBytes)
  public private(set) var count = 0
  /// Packets that found no room, since the outbox was made.
  public private(set) var dropped = 0

  public init() {}

  /// Adds a packet that `fill` writes; it returns the length, zero for none.
  /// - Returns: false when the outbox is full; `fill` is not called then.
  @discardableResult
  public mutating func add(
    _ channel: MediaChannel, to peer: PeerAddress, _ fill: (inout MutableSpan<UInt8>) -> Int
  ) -> Bool {
    guard count < Self.capacity else {
      dropped += 1
      return false
    }
    let start = count * Self.packetBytes
    let bytes = storage.withUnsafeMutableBufferPointer { storage in
      var room = UnsafeMutableBufferPointer(rebasing: storage[start..<start + Self.packetBytes]).mutableSpan
      return min(fill(&room), Self.packetBytes)
    }
    guard bytes > 0 else { return true }
    packets[count] = Packet(channel: channel, to: peer, bytes: bytes)
    count += 1
    return true
  }

  /// Gives out all packets in their order and empties the box.
  public mutating func drain(_ body: (MediaChannel, PeerAddress, Span<UInt8>) -> Void) {
    let waiting = count
    count = 0
    for index in 0..<waiting {
      let start = index * Self.packetBytes
      let packet = packets[index]
      body(packet.channel, packet.to, storage.span.extracting(start..<start + packet.bytes))
    }
  }
}
