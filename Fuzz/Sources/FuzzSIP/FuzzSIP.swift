import SIP

/// One run: the input is a few messages, parted by the byte 1, that reach a user agent one after the other over UDP and
/// in torn pieces over TCP. Nothing may trap, what we send must be readable, and once all calls are hung up
/// and all deadlines have passed nothing may be left behind.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  var call = ScriptedPeer(flavour: input.last ?? 0)
  for message in input.split(separator: 1).prefix(12) {
    call.receiveDatagram(Array(message))
  }
  call.receiveStream(input)
  call.leaveNothingBehind()
  return 0
}
