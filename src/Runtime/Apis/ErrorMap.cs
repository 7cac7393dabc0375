using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>The <c>error</c> of a provider's response.</summary>
[PayloadMap]
internal readonly partial struct ErrorMap
{
    /// <summary>The <c>error.type</c> of an error without a type, as OpenTelemetry's semantic conventions, v1.41.1, define it.</summary>
    public const string Other = "_OTHER";

    [PayloadField("code")] public Utf8Json Code { get; init; }
    [PayloadField("type")] public string? Type { get; init; }
    [PayloadField("status")] public string? Status { get; init; }

    /// <summary>The <c>error.type</c> of an error: OpenAI's code, else Gemini's status, else Anthropic's type, else a numeric code.</summary>
    public static string TypeOf(Utf8Json error)
    {
        var map = Read(error.Memory);
        return (map.Code.IsString() ? map.Code.TextOrNumber() : null) ?? map.Status ?? map.Type ?? map.Code.TextOrNumber() ?? Other;
    }
}
