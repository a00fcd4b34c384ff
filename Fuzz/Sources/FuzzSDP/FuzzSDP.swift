import Demands
import SDP

/// One run: the input as an offer, as the answer to our offer, and as a new offer after our answer. Nothing may trap;
/// our answer must be read as it was written, and keeps the number of lines of the offer (RFC 3264 §6).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let description = try? SessionDescription(parsing: input) else { return 0 }
  _ = try? SessionDescription(parsing: description.bytes)
  let local = LocalMedia(sessionID: 1, address: "192.0.2.1", port: 16_384)
  let capabilities = MediaCapabilities()
  var random = SystemRandomNumberGenerator()
  do {
    let (answer, media) = try OfferAnswer.answer(to: description, with: capabilities, from: local, using: &random)
    demand(answer.media.count == description.media.count, "the answer has another number of lines than the offer")
    let refreshed = try OfferAnswer.answer(
      to: description, with: capabilities, from: local, after: answer, agreed: media, using: &random
    ).description
    demand(refreshed == answer, "a refresh changes the answer")
    let read = try SessionDescription(parsing: answer.bytes)
    demand(read.bytes == answer.bytes, "our answer is read as another")
  } catch is NegotiationError {
  } catch {
    fatalError("our own answer cannot be read: \(error)")
  }
  let offer = OfferAnswer.offer(with: capabilities, from: local, using: &random)
  _ = try? OfferAnswer.accept(description, to: offer)
  return 0
}
