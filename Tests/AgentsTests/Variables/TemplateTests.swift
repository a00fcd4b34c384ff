import Agents
import Identifiers
import Testing

@Suite struct TemplateTests {
  @Test func `a key is replaced by its value`() {
    let rendering = Template("Hello {{name}}, you owe {{ amount }}.").render(["name": "Ada", "amount": 142.5])
    #expect(rendering.text == "Hello Ada, you owe 142.5.")
    #expect(rendering.warnings.isEmpty)
  }

  @Test func `whole numbers, booleans and JSON are printed`() {
    let values: [String: JSONValue] = ["n": 3, "b": true, "j": ["b": 1, "a": ["x"]], "z": .null]
    #expect(Template("{{n}} {{b}} {{j}} [{{z}}]").render(values).text == #"3 true {"a":["x"],"b":1} []"#)
  }

  @Test func `the json form quotes and escapes`() {
    let body = Template(#"{"name":{{name|json}},"n":{{n|json}}}"#).render(["name": #"A "B" \ C"#, "n": 1])
    #expect(body.text == #"{"name":"A \"B\" \\ C","n":1}"#)
  }

  @Test func `a key without a value is empty, and warned of once`() {
    let rendering = Template("{{a}}{{b}}{{a}}|{{c|json}}").render(["b": "x"])
    #expect(rendering.text == #"x|"""#)
    #expect(rendering.warnings == ["{{a}} has no value and was left empty", "{{c}} has no value and was left empty"])
  }

  @Test(arguments: ["{", "{{", "{{}}", "{{a b}}", "{{a|upper}}", "{{{a}}}", "{ {a} }", "}}", "{{a}", "é{{ä}}"])
  func `what is not a placeholder stays as it is`(text: String) {
    let rendering = Template(text).render(["a": "x"])
    #expect(rendering.text == (text == "{{{a}}}" ? "{x}" : text))
    #expect(rendering.warnings.isEmpty)
  }

  @Test func `a value is never rendered again`() {
    #expect(Template("{{a}}").render(["a": "{{b}}", "b": "secret"]).text == "{{b}}")
  }

  @Test func `a hundred thousand opening braces are read in one go`() {
    let text = String(repeating: "{{", count: 50_000)
    #expect(Template(text).render([:]).text == text)
  }
}
