using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>The <c>error</c> of a provider's answer.</summary>
[PayloadMap]
internal readonly partial struct ErrorMap
{
    /// <summary><c>error.type</c> of an error that does not say of which kind it is, as the convention has it.</summary>
    public const string Other = "_OTHER";

    [PayloadField("code")] public Utf8Json Code { get; init; }
    [PayloadField("type")] public string? Type { get; init; }
    [PayloadField("status")] public string? Status { get; init; }

    /// <summary>What kind of error it is, <c>error.type</c>: OpenAI's code, Anthropic's type, Gemini's status, else any code.</summary>
    public static string TypeOf(Utf8Json error)
    {
        var map = Read(error.Memory);
        return (map.Code.IsString() ? map.Code.TextOrNumber() : null) ?? map.Status ?? map.Type ?? map.Code.TextOrNumber() ?? Other;
    }
}
