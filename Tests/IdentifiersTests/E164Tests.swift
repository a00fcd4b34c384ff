import Identifiers
import Testing

struct E164Tests {
  @Test(arguments: ["+14155550123", "+1415555", "+123456789012345"])
  func `a plus sign and 7 to 15 digits are a number`(text: String) {
    #expect(E164(text)?.description == text)
    #expect(E164(text)?.digits == String(text.dropFirst()))
  }

  @Test(arguments: ["", "+", "14155550123", "+0415555012", "+123456", "+1234567890123456", "+1415555o123", "+١٢٣٤٥٦٧٨"])
  func `anything else is refused`(text: String) {
    #expect(E164(text) == nil)
  }

  @Test(
    arguments: [
      ("+1 (415) 555-0123", nil, "+14155550123"), ("14155550123", nil, "+14155550123"),
      ("004930123456", nil, "+4930123456"), ("4155550123", "1", "+14155550123"),
      ("01149301234567", "1", "+49301234567"),
      ("030 123456", "49", "+4930123456"), ("4930123456", "49", "+4930123456"), ("14155550123", "1", "+14155550123"),
    ] as [(String, String?, String)])
  func `dialled forms are read as carriers and exchanges write them`(text: String, country: String?, number: String) {
    #expect(E164(dialled: text, countryCode: country)?.description == number)
  }

  @Test(arguments: ["", "anonymous", "+", "00", "12", "*67", "030123456"])
  func `what cannot be a number is not one`(text: String) {
    #expect(E164(dialled: text) == nil)
  }
}
