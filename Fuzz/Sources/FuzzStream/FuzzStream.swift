import Demands
import SIP

/// One run: the first byte says in what pieces the rest arrives on a connection. Nothing may trap; the frames may not
/// depend on the pieces; and what was understood, written again one after the other, must be framed as the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let first = input.first else { return 0 }
  let stream = Array(input.dropFirst())
  let whole = frames(of: stream, piece: stream.count + 1)
  let torn = frames(of: stream, piece: 1 + Int(first % 61))
  demand(whole == torn, "in pieces of \(1 + Int(first % 61)) bytes the frames are \(torn), in one \(whole)")
  let messages = whole.compactMap { if case .message(let message) = $0 { message } else { nil } }
  let written = messages.map { $0.serialized() }
  // What grows beyond the limit by being written in full is refused, and rightly.
  guard written.allSatisfy({ $0.count <= limit }) else { return 0 }
  let again = frames(of: written.flatMap { $0 }, piece: 1 + Int(first % 61))
  demand(again.count == messages.count, "\(messages.count) messages are framed as \(again.count) after writing them")
  for (frame, bytes) in zip(again, written) {
    guard case .message(let message) = frame else { fatalError("what we wrote is framed as \(frame)") }
    demand(message.serialized() == bytes, "what we wrote is read as another message")
  }
  return 0
}

/// Small, so that the fuzzer reaches it.
private let limit = 2048

private func frames(of stream: [UInt8], piece: Int) -> [SIPStreamFramer.Frame] {
  var framer = SIPStreamFramer(parser: SIPParser(maximumLength: limit, maximumFields: 64))
  var frames: [SIPStreamFramer.Frame] = []
  var rest = stream[...]
  while !rest.isEmpty {
    framer.append(rest.prefix(piece))
    rest = rest.dropFirst(piece)
    while let frame = framer.next() { frames.append(frame) }
  }
  return frames
}
