import Demands
import SIP

/// One run: the input is the body of an INFO that may say a key. Nothing may trap, and a key is written and read as the
/// same in either format.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  for format in [KeyPress.Format.relay, .plain] {
    guard let press = KeyPress(request(format, input)) else { continue }
    demand(press.duration >= .milliseconds(40) && press.duration <= .seconds(10), "a key held for \(press.duration)")
    for other in [KeyPress.Format.relay, .plain] {
      demand(KeyPress(request(other, press.body(other)))?.key == press.key, "\(press.key) is read as another key")
    }
  }
  return 0
}

private func request(_ format: KeyPress.Format, _ body: [UInt8]) -> SIPRequest {
  SIPRequest(method: .info, uri: SIPURI(host: "h"), headers: [.contentType: format.rawValue], body: body)
}
