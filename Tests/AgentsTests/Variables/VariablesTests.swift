import Agents
import Foundation
import Identifiers
import Testing

@Suite struct VariablesTests {
  let declared = [
    VariableDeclaration(key: "name", kind: .string),
    VariableDeclaration(key: "amount", kind: .number, defaultValue: 10),
    VariableDeclaration(key: "vip", kind: .boolean),
    VariableDeclaration(key: "order", kind: .json),
  ]

  @Test func `native values and strings that hold JSON are both taken`() throws {
    let native = try Variables(
      given: ["name": "Alice", "amount": 142.5, "vip": true, "order": ["id": 1]], declared: declared)
    let strings = try Variables(
      given: ["name": #""Alice""#, "amount": "142.50", "vip": "true", "order": #"{"id":1}"#], declared: declared)
    #expect(native.values == strings.values)
    #expect(native.warnings.isEmpty)
  }

  @Test func `a plain string that is JSON of another kind is itself for a string variable`() throws {
    #expect(try Variables(given: ["name": "42"], declared: declared).values["name"] == "42")
    #expect(try Variables(given: ["name": "true"], declared: declared).values["name"] == "true")
  }

  @Test func `defaults stand where nothing was given`() throws {
    #expect(try Variables(declared: declared).values == ["amount": 10])
  }

  @Test func `every wrong kind is named with what was declared and given`() throws {
    let error = #expect(throws: VariableProblems.self) {
      try Variables(
        given: ["name": 3, "amount": "many", "vip": #""yes""#, "system__agent_id": "x", "a-b": "x"],
        declared: declared)
    }
    #expect(
      error?.byKey == [
        "name": "is declared as string and was given number",
        "amount": "is declared as number and was given a string that is not JSON",
        "vip": "is declared as boolean and was given a string that holds string",
        "system__agent_id": "is reserved: keys that begin with system__ are set by the server",
        "a-b": "is not a key: use letters, digits and underscores",
      ])
  }

  @Test func `an undeclared key is a string, with a warning`() throws {
    let variables = try Variables(given: ["extra": 5], declared: declared)
    #expect(variables.values["extra"] == "5")
    #expect(variables.warnings == ["extra is not declared on the agent; it was taken as a string"])
  }

  @Test func `a required variable is refused when placing a call and warned of when answering one`() throws {
    let required = [VariableDeclaration(key: "who", kind: .string, isRequired: true)]
    #expect(throws: VariableProblems(byKey: ["who": "is required"])) { try Variables(declared: required) }
    #expect(try Variables(declared: required, missing: .warned).warnings == ["who is required and has no value"])
    #expect(try Variables(given: ["who": "Bo"], declared: required).values == ["who": "Bo"])
  }

  @Test func `the seven system variables are there, a withheld caller as an empty string`() throws {
    let system = SystemVariables(
      callerID: "", calledNumber: "+14155550123", language: "en", agentID: "agent_1", conversationID: "conv_1",
      currentTime: Date(timeIntervalSince1970: 0), callDirection: "inbound")
    let values = try Variables(declared: [], system: system).values
    #expect(Set(values.keys) == Set(SystemVariables.keys))
    #expect(values["system__caller_id"] == "")
    #expect(values["system__current_time"] == "1970-01-01T00:00:00Z")
    #expect(Template("{{system__called_number}}").render(values).text == "+14155550123")
  }
}
