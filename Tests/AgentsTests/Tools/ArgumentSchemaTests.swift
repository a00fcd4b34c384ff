import Agents
import Identifiers
import Testing

struct ArgumentSchemaTests {
  private let schema = ArgumentSchema([
    "type": "object", "required": ["day"],
    "properties": [
      "day": ["type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"],
      "people": ["type": "integer", "minimum": 1, "maximum": 8],
      "table": ["enum": ["inside", "outside", 7]],
      "names": ["type": "array", "items": ["type": "string", "minLength": 2, "maxLength": 4]],
      "note": ["type": ["string", "null"], "format": "unknown keywords are not checked"],
    ],
  ])

  @Test func `what the schema allows has no problems`() {
    let arguments: JSONValue = [
      "day": "2026-11-28", "people": 8.0, "table": 7.0, "names": ["Anna", "Bo"], "note": .null, "more": true,
    ]
    #expect(schema.problems(in: arguments) == [])
  }

  @Test func `each problem is a sentence that names its place`() {
    let arguments: JSONValue = [
      "day": "tomorrow", "people": 9, "table": "roof", "names": ["A", "Maria", 3], "note": 1,
    ]
    #expect(
      schema.problems(in: arguments) == [
        "day must match ^[0-9]{4}-[0-9]{2}-[0-9]{2}$.", "names[0] must have at least 2 characters.",
        "names[1] must have at most 4 characters.", "names[2] must be string.", "note must be string or null.",
        "people must be at most 8.", "table must be one of \"inside\", \"outside\", 7.",
      ])
  }

  @Test(arguments: [JSONValue.null, .object([:])])
  func `nothing at all is an empty object`(arguments: JSONValue) {
    #expect(schema.problems(in: arguments) == ["day is missing."])
  }

  @Test(arguments: [1.5, 0, 100])
  func `a whole number is whole and within its limits`(people: Double) {
    #expect(schema.problems(in: ["day": "2026-11-28", "people": .number(people)]).count == 1)
  }

  @Test func `a schema that is none, or a pattern that cannot be read, allows everything`() {
    #expect(ArgumentSchema("nonsense").problems(in: ["a": 1]) == [])
    let broken: JSONValue = ["properties": ["a": ["pattern": "("]]]
    #expect(ArgumentSchema(broken).problems(in: ["a": "x"]) == [])
  }
}
