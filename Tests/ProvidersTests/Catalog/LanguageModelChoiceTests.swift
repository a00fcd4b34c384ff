import Agents
import Testing

@testable import Providers

@Suite struct LanguageModelChoiceTests {
  let server = OpenAIEndpoint(baseURL: "https://llm.example/v1", apiKey: "server-key", model: "big")

  @Test func `without settings the server's model thinks, without that the front desk`() throws {
    #expect(try LanguageModelChoice(.init(), configured: server) == .openAI(server))
    #expect(try LanguageModelChoice(.init(), configured: nil) == .frontDesk)
    #expect(try LanguageModelChoice(.init(provider: "front_desk"), configured: server) == .frontDesk)
  }

  @Test func `an agent may choose another model of the server's endpoint`() throws {
    let choice = try LanguageModelChoice(.init(model: "small"), configured: server)
    #expect(choice == .openAI(OpenAIEndpoint(baseURL: server.baseURL, apiKey: "server-key", model: "small")))
  }

  @Test func `the server's key goes to no address that an agent names`() throws {
    let settings = LanguageModelSettings(provider: "openai", model: "m", baseURL: "https://elsewhere.example/v1")
    let choice = try LanguageModelChoice(settings, configured: server)
    #expect(choice == .openAI(OpenAIEndpoint(baseURL: "https://elsewhere.example/v1", apiKey: nil, model: "m")))
  }

  @Test func `an agent's own key needs no address`() throws {
    let choice = try LanguageModelChoice(.init(model: "m", apiKey: "own"), configured: nil)
    #expect(choice == .openAI(OpenAIEndpoint(baseURL: "https://api.openai.com/v1", apiKey: "own", model: "m")))
  }

  @Test(arguments: [
    LanguageModelSettings(provider: "openai"), LanguageModelSettings(provider: "openai", model: "m"),
    LanguageModelSettings(provider: "openai", baseURL: "http://x/v1"), LanguageModelSettings(provider: "magic"),
  ])
  func `settings that lead nowhere say what is missing`(settings: LanguageModelSettings) {
    #expect { try LanguageModelChoice(settings, configured: nil) } throws: {
      ($0 as? EngineError)?.code == .unavailable
    }
  }
}
