import SIP

/// One run: the input is the answer of a name server. Nothing may trap, and reading ends, whatever its names point at.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  guard let message = try? DNSMessage(Array(UnsafeBufferPointer(start: bytes, count: count))) else { return 0 }
  for kind in [DNSQuestion.Kind.a, .aaaa, .srv, .naptr] { _ = message.answer(to: kind) }
  return 0
}
