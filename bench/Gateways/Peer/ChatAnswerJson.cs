using System.Text.Json.Serialization;

namespace TracedLlm.Bench.Gateways;

/// <summary>The generated readers of answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChatAnswer))]
[JsonSerializable(typeof(ChatParameters))]
internal sealed partial class ChatAnswerJson : JsonSerializerContext;
