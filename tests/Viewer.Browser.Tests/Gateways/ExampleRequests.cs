using System.Text.Json.Nodes;

namespace TracedLlm.Viewer.Browser.Tests.Gateways;

/// <summary>The requests of the tests besides those of the demo.</summary>
internal static class ExampleRequests
{
    public const string Chat = "/v1/chat/completions";
    public const string Session = "support-42";
    public const string User = "ada";

    /// <summary>A text that only one request has.</summary>
    public const string OnlyText = "a light jacket";

    /// <summary>The turns of a conversation in one session: the model calls a tool, gets its result, and is thanked.</summary>
    public static IReadOnlyList<string> Turns { get; } =
    [
        Turn(),
        Turn(ToolCall(), ToolResult()),
        Turn(ToolCall(), ToolResult(), Said("assistant", "It is 18 °C and sunny in Zürich, so a light jacket is enough."), Said("user", "Thanks! And what about tomorrow?")),
    ];

    /// <summary>A request with 100 spans: its stages, its call, and a guardrail for each name.</summary>
    public static string OfManySpans { get; } = new JsonObject
    {
        ["model"] = "demo",
        ["messages"] = new JsonArray(Said("user", "Hello!")),
        ["guardrails"] = new JsonArray([.. Enumerable.Range(0, ExampleConfiguration.NamedGuardrails).Select(number => JsonValue.Create(ExampleConfiguration.GuardrailName(number)))]),
    }.ToJsonString();

    /// <summary>A request with about ten spans.</summary>
    public static string OfTenSpans(int number) => new JsonObject
    {
        ["model"] = "demo",
        ["user"] = $"user-{number % 17}",
        ["litellm_session_id"] = $"session-{number % 50}",
        ["messages"] = new JsonArray(Said("user", $"Request {number}: what is a trace?")),
        ["guardrails"] = new JsonArray([.. Enumerable.Range(0, 4).Select(index => JsonValue.Create(ExampleConfiguration.GuardrailName(index)))]),
    }.ToJsonString();

    /// <summary>A request with a hostile text in every field that a caller can fill.</summary>
    public static string Hostile(string model, params string[] prompts) => new JsonObject
    {
        ["model"] = model,
        ["user"] = HostileTexts.User,
        ["litellm_session_id"] = HostileTexts.Session,
        ["guardrails"] = new JsonArray(HostileTexts.Guardrail),
        ["metadata"] = new JsonObject
        {
            ["trace_name"] = HostileTexts.TraceName,
            ["tags"] = new JsonArray(HostileTexts.Tag),
            ["trace_metadata"] = new JsonObject { [HostileTexts.MetadataName] = HostileTexts.MetadataValue, ["bidi"] = HostileTexts.Bidi },
        },
        ["tools"] = new JsonArray(new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = "html", ["description"] = HostileTexts.Tag, ["parameters"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { [HostileTexts.MetadataName] = new JsonObject() } } },
        }),
        ["messages"] = new JsonArray([.. prompts.Select(prompt => Said("user", prompt))]),
    }.ToJsonString();

    private static string Turn(params JsonObject[] more) => new JsonObject
    {
        ["model"] = ExampleAnswers.Assistant,
        ["user"] = User,
        ["litellm_session_id"] = Session,
        ["temperature"] = 0.2,
        ["metadata"] = new JsonObject { ["trace_name"] = "weather chat" },
        ["tools"] = new JsonArray(new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject
            {
                ["name"] = "get_weather",
                ["description"] = "The weather of a city.",
                ["parameters"] = JsonNode.Parse("""{"type":"object","properties":{"city":{"type":"string"},"unit":{"enum":["celsius","fahrenheit"]}},"required":["city"]}"""),
            },
        }),
        ["messages"] = new JsonArray([Said("system", "You are a helpful assistant. Answer in one sentence."), Question(), .. more]),
    }.ToJsonString();

    // A text and an image: a span has only the type and the size of the image.
    private static JsonObject Question() => new()
    {
        ["role"] = "user",
        ["content"] = new JsonArray(
            new JsonObject { ["type"] = "text", ["text"] = "What should I wear in Zürich today? My mail is ada@example.com." },
            new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" } }),
    };

    private static JsonObject ToolCall() => new()
    {
        ["role"] = "assistant",
        ["content"] = null,
        ["tool_calls"] = new JsonArray(new JsonObject
        {
            ["id"] = "call_1",
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = "get_weather", ["arguments"] = """{"city":"Zürich","unit":"celsius"}""" },
        }),
    };

    private static JsonObject ToolResult() => new() { ["role"] = "tool", ["tool_call_id"] = "call_1", ["content"] = """{"temperature":18,"sky":"sunny"}""" };

    private static JsonObject Said(string role, string text) => new() { ["role"] = role, ["content"] = text };
}
