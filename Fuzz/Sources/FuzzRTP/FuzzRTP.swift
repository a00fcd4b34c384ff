import RTP

/// One run: the input is a series of datagrams, each after a byte that is its length and a byte that is how many
/// milliseconds it came later. They are read as RTP or RTCP and go the way of a call's media. Nothing may trap, and
/// the jitter buffer may never give more than it was asked for in vain.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  var rest = Array(UnsafeBufferPointer(start: bytes, count: count))[...]
  var listener = Listener()
  while let length = rest.popFirst(), let pause = rest.popFirst() {
    listener.receive(Array(rest.prefix(Int(length))), after: .milliseconds(Int(pause)))
    rest = rest.dropFirst(Int(length))
  }
  return 0
}
