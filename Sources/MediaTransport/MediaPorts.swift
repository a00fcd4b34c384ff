internal import CDatagrams
internal import Glibc
internal import Synchronization

/// Opens and closes lines on the ports of a range. From any thread.
public final class MediaPorts: Sendable {
  /// Half a second of one stream.
  private static let receiveBufferBytes: Int32 = 65_536

  private struct State {
    var pool: PortPool
    var lines: UInt64 = 0
  }

  private let bindAddress: PeerAddress
  private let state: Mutex<State>

  /// - Parameter bindHost: the local address to bind, `0.0.0.0` for all of IPv4, `::` for all of both kinds.
  public init(range: ClosedRange<UInt16>, bindHost: String = "0.0.0.0") throws(MediaTransportError) {
    guard let address = PeerAddress(host: bindHost, port: 0) else { throw .cannotBind(errno: EINVAL) }
    bindAddress = address
    state = Mutex(State(pool: try PortPool(range: range)))
  }

  /// Lines that are open.
  public var openLines: Int { state.withLock { $0.pool.count } }

  /// Binds a pair. A pair that another program holds is put aside and the next is tried.
  public func open(at now: Duration = MediaClock.now) throws(MediaTransportError) -> MediaLine {
    var last: Int32 = 0
    for _ in 0..<64 {
      let taken = state.withLock { state -> Result<(UInt16, UInt64), MediaTransportError> in
        Result { () throws(MediaTransportError) in
          let port = try state.pool.take(at: now)
          state.lines += 1
          return (port, state.lines)
        }
      }
      let (port, number) = try taken.get()
      switch bind(port) {
      case .success(let pair):
        let line = MediaLine(id: LineID(number: number), port: port, rtp: pair.0, rtcp: pair.1)
        discardStale(line)
        return line
      case .failure(let failure):
        last = failure.errno
        state.withLock { $0.pool.release(port, at: now) }
        if last != EADDRINUSE && last != EACCES { throw .cannotBind(errno: last) }
      }
    }
    throw .cannotBind(errno: last)
  }

  /// Closes the sockets and gives the pair back to rest.
  public func close(_ line: MediaLine, at now: Duration = MediaClock.now) {
    datagrams_close(line.rtp)
    datagrams_close(line.rtcp)
    state.withLock { $0.pool.release(line.port, at: now) }
  }

  private struct BindFailure: Error { let errno: Int32 }

  private func local(_ port: UInt16) -> datagrams_peer {
    datagrams_peer(high: bindAddress.high, low: bindAddress.low, port: port)
  }

  private func bind(_ port: UInt16) -> Result<(Int32, Int32), BindFailure> {
    let rtp = datagrams_open(local(port), Self.receiveBufferBytes)
    guard rtp >= 0 else { return .failure(BindFailure(errno: -rtp)) }
    let rtcp = datagrams_open(local(port &+ 1), Self.receiveBufferBytes)
    guard rtcp >= 0 else {
      datagrams_close(rtp)
      return .failure(BindFailure(errno: -rtcp))
    }
    return .success((rtp, rtcp))
  }

  /// What reached the sockets between bind and now was meant for someone else.
  private func discardStale(_ line: MediaLine) {
    guard let batch = datagrams_batch_new(16, 64) else { return }
    defer { datagrams_batch_free(batch) }
    for socket in [line.rtp, line.rtcp] {
      for _ in 0..<64 where datagrams_receive(batch, socket) <= 0 { break }
    }
  }
}
