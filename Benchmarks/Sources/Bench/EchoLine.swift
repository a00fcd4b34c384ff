import CDatagrams

/// Sockets on loopback that get packets and are read by the contender, and one socket that sends and drains the answers.
final class EchoLine {
  static let perSocket = 8
  let sockets: [Int32]
  private let driver: Int32
  private let ports: [UInt16]
  private let watcher: Int32
  private var tags: [UInt64]
  private let drain: OpaquePointer

  init(sockets count: Int, from first: UInt16) throws {
    var sockets: [Int32] = []
    for index in 0...count {
      let socket = datagrams_open(Self.loopback(first + UInt16(index)), 1 << 20)
      guard socket >= 0 else { throw EchoError.portTaken(first + UInt16(index)) }
      sockets.append(socket)
    }
    driver = sockets.removeLast()
    self.sockets = sockets
    ports = (0..<count).map { first + UInt16($0) }
    watcher = datagrams_watcher_new()
    tags = [UInt64](repeating: 0, count: 256)
    drain = datagrams_batch_new(64, 1600)
    for (index, socket) in sockets.enumerated() { _ = datagrams_watch(watcher, socket, UInt64(index)) }
  }

  /// Sends packets to all sockets and measures how long the contender takes to send them back, until `times` were.
  func measure(_ times: Int, echo: (Int32) -> Int) -> Duration {
    var spent = Duration.zero
    var done = 0
    while done < times {
      fill()
      var back = 0
      spent += CPUClock.spent {
        while back < sockets.count * Self.perSocket {
          let count = datagrams_wait(watcher, &tags, 256, 100)
          guard count > 0 else { break }
          for tag in tags.prefix(Int(count)) { back += echo(sockets[Int(tag)]) }
        }
      }
      done += max(1, back)
      while datagrams_receive(drain, driver) > 0 {}
    }
    // What was done beyond `times` is taken off, so that the division comes out right.
    return spent * (Double(times) / Double(done))
  }

  /// 127.0.0.1, mapped into IPv6 as the shim has it.
  private static func loopback(_ port: UInt16) -> datagrams_peer {
    datagrams_peer(high: 0, low: 0xFFFF_7F00_0001, port: port)
  }

  private func fill() {
    var datagram = [UInt8](repeating: 0x55, count: 172)
    datagram[0] = 0x80
    for port in ports {
      for _ in 0..<Self.perSocket {
        _ = datagrams_send(driver, datagram, 172, Self.loopback(port))
      }
    }
  }
}

enum EchoError: Error, CustomStringConvertible {
  case portTaken(UInt16)

  var description: String {
    switch self {
    case .portTaken(let port): "port \(port) on loopback is taken; end what uses it, or set BENCH_PORT"
    }
  }
}
