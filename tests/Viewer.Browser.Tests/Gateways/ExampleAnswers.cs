using System.Text.Json;
using System.Text.Json.Nodes;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Viewer.Browser.Tests.Gateways;

/// <summary>The answers of the provider behind the gateway; the model's name selects one.</summary>
internal static class ExampleAnswers
{
    /// <summary>A model that calls a tool, and answers with words once it has the result.</summary>
    public const string Assistant = "assistant";

    /// <summary>A model whose answers have hostile texts in every field.</summary>
    public const string Hostile = "hostile";

    public static UpstreamAnswer Answer(RecordedRequest request)
    {
        var messages = JsonNode.Parse(request.Body)!["messages"]!.AsArray();
        var last = messages[^1]!;
        var model = JsonNode.Parse(request.Body)!["model"]!.GetValue<string>();
        return UpstreamAnswer.Json((model, last["role"]!.GetValue<string>()) switch
        {
            (Assistant, "tool") => Completion(model, Words("It is 18 °C and sunny in Zürich, so a light jacket is enough."), "stop"),
            (Assistant, _) => Completion(model, Call("get_weather", """{"city":"Zürich","unit":"celsius"}"""), "tool_calls"),
            (Hostile, _) => Completion(HostileTexts.Model, Call(HostileTexts.Guardrail, $$"""{"html":{{JsonSerializer.Serialize(HostileTexts.Prompts[0])}}}"""), HostileTexts.KeyAlias),
            _ => Completion(model, Words(last["content"]!.ToString()), "stop"),
        });
    }

    private static JsonObject Words(string text) => new() { ["role"] = "assistant", ["content"] = text };

    private static JsonObject Call(string name, string arguments) => new()
    {
        ["role"] = "assistant",
        ["content"] = null,
        ["tool_calls"] = new JsonArray(new JsonObject { ["id"] = "call_1", ["type"] = "function", ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments } }),
    };

    private static string Completion(string model, JsonObject message, string finish) => new JsonObject
    {
        ["id"] = "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
        ["object"] = "chat.completion",
        ["created"] = 1741569952,
        ["model"] = model,
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = finish }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 128, ["completion_tokens"] = 24, ["total_tokens"] = 152 },
    }.ToJsonString();
}
