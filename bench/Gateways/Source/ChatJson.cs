using System.Text.Json.Serialization;

namespace TracedLlm.Bench.Gateways;

/// <summary>The generated readers of requests and answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChatRequest))]
internal sealed partial class ChatJson : JsonSerializerContext;
