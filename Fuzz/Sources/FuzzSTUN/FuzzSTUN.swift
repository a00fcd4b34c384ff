import Demands
import SIP

/// One run: the input is a datagram that may be STUN. Nothing may trap, and what we write of it is read as the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let message = STUNMessage(input) else { return 0 }
  demand(STUNMessage.isLikely(input), "a message that was not likely one")
  if let answer = message.response(from: HostPort(host: "192.0.2.1", port: 5060)) {
    let read = STUNMessage(answer.serialized())
    demand(read?.kind == answer.kind && read?.transaction == message.transaction, "our answer is read as another")
    demand(read?.mappedAddress == answer.mappedAddress, "the address we tell is read as another")
  }
  if message.unknownAttributes.isEmpty {
    let read = STUNMessage(message.serialized())
    demand(read?.mappedAddress == message.mappedAddress, "\(message) is read as \(String(describing: read))")
  }
  return 0
}
